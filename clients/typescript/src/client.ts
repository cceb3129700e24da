import { OPERATIONS, type Operation, type Operations } from './api-types.ts';
import { MarqueeProblem, problemOf } from './problem.ts';
import { retryDelayMs } from './retry.ts';

/** One method for each operation of the API. Each rejects with a MarqueeProblem. */
export type MarqueeClient = { readonly [Name in OperationName]: ClientMethod<Name> };
export type OperationName = keyof Operations;
export type Input<Name extends OperationName> = Operations[Name]['input'];
export type Answer<Name extends OperationName> = Operations[Name]['answer'];

/** Takes the parameters of path and query by name, and the body as `body`. */
export type ClientMethod<Name extends OperationName> =
  Record<never, never> extends Input<Name>
    ? (input?: Input<Name>, options?: CallOptions) => Promise<Answer<Name>>
    : (input: Input<Name>, options?: CallOptions) => Promise<Answer<Name>>;

export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** An ETag seen before: the change is refused (412) when the object has changed since. */
  readonly ifMatch?: string;
  /** Makes once what is sent again with the same key, where the operation knows keys: so its attempts are safe, too. */
  readonly idempotencyKey?: string;
  /** Sees status and headers of the answer, such as its ETag. */
  readonly onAnswer?: (answer: Pick<Response, 'status' | 'headers'>) => void;
}

/** A string, or what gives one before every call: so that a token that is about to expire can be renewed. */
export type Credential = string | (() => string | Promise<string>);

export type ClientOptions = {
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
  /** For one attempt; 10 s when left out. */
  readonly timeoutMs?: number;
  /** Attempts beside the first; 2 when left out. */
  readonly retries?: number;
  /** Waits between attempts; replaced in tests. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random?: () => number;
} & KeyOrToken;

/** A key belongs on a server; a device holds a user token. */
export type KeyOrToken =
  | { readonly key: Credential; readonly token?: undefined }
  | { readonly token: Credential; readonly key?: undefined };

export function createMarqueeClient(options: ClientOptions): MarqueeClient {
  const settings: Settings = { ...DEFAULTS, ...withoutUndefined(options) };
  const methods = Object.entries(OPERATIONS).map(([name, operation]) => [
    name,
    (input: AnyInput = {}, callOptions: CallOptions = {}) => call(settings, name, operation, input, callOptions),
  ]);
  return Object.fromEntries(methods) as MarqueeClient;
}

/** Every page of a list, asked for one after another: `for await (const { items } of pagesOf(client.listItems, { limit: 500 }))`. */
export async function* pagesOf<
  I extends { readonly cursor?: string } | undefined,
  A extends { readonly nextCursor: string | null },
>(list: (input: I) => Promise<A>, input: NoInfer<NonNullable<I>>): AsyncGenerator<A> {
  for (let { cursor } = input; ; ) {
    const page = await list(cursor === undefined ? input : { ...input, cursor });
    yield page;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

type AnyInput = Readonly<Record<string, unknown>>;
type Settings = ClientOptions & typeof DEFAULTS;

const DEFAULTS = {
  // Called through globalThis: a browser's fetch refuses to be called as anything else's method.
  fetch: ((input, init) => globalThis.fetch(input, init)) as typeof globalThis.fetch,
  timeoutMs: 10_000,
  retries: 2,
  sleep: abortableSleep,
  random: Math.random as () => number,
};

async function call(settings: Settings, name: string, operation: Operation, input: AnyInput, options: CallOptions) {
  const url = urlOf(settings.baseUrl, name, operation, input);
  const body = bodyOf(operation, input.body);
  const { ifMatch, idempotencyKey } = options;
  if (idempotencyKey !== undefined && !operation.isKeyed) throw new TypeError(`${name} knows no idempotency keys.`);
  // Sent again after it was taken, a change on condition would be refused by its own first self.
  const isRepeatable = (operation.isRepeatable || idempotencyKey !== undefined) && ifMatch === undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(settings, { name, operation, url, body }, options);
    } catch (error) {
      const mayRetry = error instanceof MarqueeProblem && attempt <= (options.retries ?? settings.retries);
      const delayMs = mayRetry ? retryDelayMs(error, isRepeatable, attempt, settings.random) : null;
      if (delayMs === null) throw error;
      await settings.sleep(delayMs, options.signal);
      options.signal?.throwIfAborted();
    }
  }
}

interface Request {
  readonly name: string;
  readonly operation: Operation;
  readonly url: string;
  readonly body: string | undefined;
}

async function attemptOnce(settings: Settings, { name, operation, url, body }: Request, options: CallOptions) {
  const { signal, ifMatch, idempotencyKey, timeoutMs = settings.timeoutMs } = options;
  const credential = settings.key ?? settings.token!;
  const secret = typeof credential === 'function' ? await credential() : credential;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  let response: Response | undefined;
  try {
    response = await settings.fetch(url, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { 'content-type': operation.bodyType! }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body,
      signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
    });
    if (!response.ok) throw await problemOf(response, name);
    options.onAnswer?.(response);
    return response.status === 204 ? undefined : ((await response.json()) as unknown);
  } catch (cause) {
    if (cause instanceof MarqueeProblem) throw cause;
    signal?.throwIfAborted();
    if (late.signal.aborted) {
      throw new MarqueeProblem(`${name}: no answer within ${timeoutMs} ms.`, { code: 'timeout' }, { cause });
    }
    if (response !== undefined) {
      throw new MarqueeProblem(`${name}: the answer was cut or is not JSON.`, { code: 'invalid-answer' }, { cause });
    }
    const sentence = `${name}: no answer from ${settings.baseUrl}: is the service running there?`;
    throw new MarqueeProblem(sentence, { code: 'unreachable' }, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Throws a TypeError for a name the operation does not have and for a missing one of the path: neither can be meant. */
function urlOf(baseUrl: string, name: string, operation: Operation, input: AnyInput): string {
  const { path, pathNames, queryNames, bodyType } = operation;
  const known = [...pathNames, ...queryNames, ...(bodyType === null ? [] : ['body'])];
  const stray = Object.keys(input).find((given) => !known.includes(given));
  if (stray !== undefined) throw new TypeError(`${name} takes no "${stray}".`);
  const filled = path.replace(/\{(\w+)\}/g, (_, part: string) => {
    if (input[part] == null || input[part] === '') throw new TypeError(`${name} needs "${part}".`);
    return encodeURIComponent(String(input[part]));
  });
  const query = new URLSearchParams();
  for (const part of queryNames) {
    for (const value of [input[part]].flat()) if (value != null) query.append(part, String(value));
  }
  const base = baseUrl.replace(/\/+$/, '');
  return query.size === 0 ? base + filled : `${base}${filled}?${query}`;
}

function bodyOf({ bodyType }: Operation, body: unknown): string | undefined {
  if (bodyType === null || body === undefined) return undefined;
  if (bodyType !== 'application/x-ndjson') return JSON.stringify(body);
  return (body as readonly unknown[]).map((line) => `${JSON.stringify(line)}\n`).join('');
}

function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

const withoutUndefined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
