/**
 * Whether sending an operation twice does what sending it once does. By its method where that says it; POSTs are listed here, since OpenAPI
 * cannot say it in a way that a program understands.
 */
export function isRepeatable(method: string, name: string): boolean {
  return ['GET', 'PUT', 'DELETE'].includes(method) || REPEATABLE_POSTS.includes(name);
}

/** Whether it is done once for one Idempotency-Key. */
export const isKeyed = (name: string): boolean => KEYED_POSTS.includes(name);

/** Throws when a list names an operation that there is not. */
export function refuseStrays(names: readonly string[]): void {
  const stray = [...REPEATABLE_POSTS, ...KEYED_POSTS].find((name) => !names.includes(name));
  if (stray !== undefined) throw new Error(`There is no operation ${stray}: take it out of the lists of POSTs.`);
}

/** A page is only logged again, a preview is not logged at all, an event is known by its id, a token is one more, features are only read. */
const REPEATABLE_POSTS: readonly string[] = [
  'postHome',
  'postEvents',
  'createUserToken',
  'preview',
  'askReach',
  'postFeatures',
];

const KEYED_POSTS: readonly string[] = ['createPin', 'createSegment', 'createCollection', 'createRule'];
