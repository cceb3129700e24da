import type {
  CallOptions,
  Collection,
  CollectionDraft,
  EditorialWarning,
  MarqueeClient,
  OperationName,
  Rule,
  RuleDraft,
  Segment,
  SegmentDraft,
} from '../../../../clients/typescript/src/index.ts';

/** The three kinds of object whose routes are alike: what each is as sent, and as answered. */
export interface EditorialKinds {
  readonly collection: { readonly draft: Required<CollectionDraft>; readonly object: Collection };
  readonly rule: { readonly draft: Required<RuleDraft>; readonly object: Rule };
  readonly segment: { readonly draft: Required<SegmentDraft>; readonly object: Segment };
}
export type EditorialNoun = keyof EditorialKinds;
export type DraftOf<Noun extends EditorialNoun> = EditorialKinds[Noun]['draft'];
export type ObjectOf<Noun extends EditorialNoun> = EditorialKinds[Noun]['object'];

/** One object as the service answers it. */
export interface EditorialAnswer<Noun extends EditorialNoun> {
  readonly object: ObjectOf<Noun>;
  readonly warnings: readonly EditorialWarning[];
  /** null: only tried. */
  readonly etag: string | null;
}

/** The routes of one kind, under names that all kinds share. */
export interface EditorialDesk<Noun extends EditorialNoun> {
  all(signal: AbortSignal): Promise<readonly ObjectOf<Noun>[]>;
  get(id: string, signal?: AbortSignal): Promise<EditorialAnswer<Noun>>;
  /** What the service would say; nothing is stored. */
  check(id: string | null, draft: DraftOf<Noun>, signal: AbortSignal): Promise<EditorialAnswer<Noun>>;
  /** `id` null: one of its own. Once, however often it is sent with the key. */
  create(id: string | null, draft: DraftOf<Noun>, idempotencyKey: string): Promise<EditorialAnswer<Noun>>;
  put(id: string, draft: DraftOf<Noun>, ifMatch: string): Promise<EditorialAnswer<Noun>>;
  remove(id: string, reason: string, ifMatch: string): Promise<void>;
}

export function editorialDesk<Noun extends EditorialNoun>(client: MarqueeClient, noun: Noun): EditorialDesk<Noun> {
  const name = noun.charAt(0).toUpperCase() + noun.slice(1);
  const idName = `${noun}Id`;

  // The routes of the kinds are made by one factory; their types in the client are not.
  const call = (operation: string, input: object, options: CallOptions) =>
    (client[operation as OperationName] as (input: object, options: CallOptions) => Promise<unknown>)(input, options);

  async function answer(operation: string, input: object, options: CallOptions): Promise<EditorialAnswer<Noun>> {
    let etag: string | null = null;
    const body = (await call(operation, input, {
      ...options,
      onAnswer: ({ headers }) => {
        etag = headers.get('etag');
      },
    })) as { warnings: EditorialAnswer<Noun>['warnings'] } & Record<Noun, ObjectOf<Noun>>;
    return { object: body[noun], warnings: body.warnings, etag };
  }

  return {
    async all(signal) {
      const all: ObjectOf<Noun>[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = (await call(`list${name}s`, { limit: 500, ...(cursor && { cursor }) }, { signal })) as {
          items: readonly ObjectOf<Noun>[];
          nextCursor: string | null;
        };
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      return all;
    },
    get: (id, signal) => answer(`get${name}`, { [idName]: id }, signal ? { signal } : {}),
    check: (id, body, signal) =>
      id === null
        ? answer(`create${name}`, { validateOnly: true, body }, { signal })
        : answer(`put${name}`, { [idName]: id, validateOnly: true, body }, { signal }),
    create: (id, draft, idempotencyKey) =>
      answer(`create${name}`, { body: id === null ? draft : { ...draft, [idName]: id } }, { idempotencyKey }),
    put: (id, body, ifMatch) => answer(`put${name}`, { [idName]: id, body }, { ifMatch }),
    async remove(id, reason, ifMatch) {
      await call(`delete${name}`, { [idName]: id, reason }, { ifMatch });
    },
  };
}
