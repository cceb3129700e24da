import type { EditorialKind, EditorialStore, Stored } from '../domain/ports/editorial-store.ts';
import type { EditorialWarning } from './routes/editorial-objects.ts';

/** An editorial object that is only tried: as it would be stored, and what creating it would answer. */
export interface DraftedObject<T> {
  readonly stored: Stored<T>;
  /** `{<kind>, warnings}`. */
  readonly answer: object;
}

/** What one kind of drafts is judged by: the store for those that stand in the place of another, and what editors are told. */
export interface DraftDesk<T> {
  readonly kind: EditorialKind<T>;
  readonly store: Pick<EditorialStore<T>, 'get'>;
  warningsOf(value: T, id: string | null): Promise<readonly EditorialWarning[]>;
  also?(value: T): object;
}

/** In their order. One without an id is called `draft-<its place>` on the page, and has none in its answer. */
export async function draftedObjects<T>(
  { kind: { kind, complete }, store, warningsOf, also }: DraftDesk<T>,
  given: readonly object[],
  { nowMs, actor }: { readonly nowMs: number; readonly actor: string },
): Promise<readonly DraftedObject<T>[]> {
  const idName = `${kind}Id`;
  const nowAt = new Date(nowMs).toISOString();
  return Promise.all(
    given.map(async (sent, at) => {
      const { [idName]: named = null, ...draft } = sent as Record<string, unknown>;
      const id = named as string | null;
      const before = id === null ? null : await store.get(id);
      const { version, createdAt, updatedAt, updatedBy } = before ?? {
        ...{ version: 0, createdAt: nowAt, updatedAt: nowAt, updatedBy: actor },
      };
      const stamps = { version, createdAt, updatedAt, updatedBy };
      const value = complete(draft as Partial<T>);
      return {
        stored: { id: id ?? `draft-${at}`, value, ...stamps },
        answer: {
          [kind]: { [idName]: id, ...value, ...also?.(value), ...stamps },
          warnings: await warningsOf(value, id),
        },
      };
    }),
  );
}
