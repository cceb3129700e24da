import type { Stored } from '../domain/ports/editorial-store.ts';

/** Each draft in the place of the object of its id, or behind all of them as the newest. Without drafts the very same objects. */
export function withDrafts<T>(stored: readonly Stored<T>[], drafts: readonly Stored<T>[]): readonly Stored<T>[] {
  if (drafts.length === 0) return stored;
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const there = new Set(stored.map(({ id }) => id));
  return [...stored.map((one) => byId.get(one.id) ?? one), ...drafts.filter(({ id }) => !there.has(id))];
}
