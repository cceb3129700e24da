import type { AuditEntry, Change } from '../../domain/ports/audit-log.ts';
import {
  type EditorialKind,
  type EditorialStore,
  type EditorialVerb,
  editorialAction,
  editorialObject,
  limitReached,
  MOST_OF_A_KIND,
  numberOfCursor,
  objectChanged,
  objectExists,
  type Stored,
} from '../../domain/ports/editorial-store.ts';
import { ONCE_MS, onceReused } from '../../domain/ports/pin-store.ts';

/** The objects of one kind in a Map, for tests; `announce` is called after every change, `audit` with what it is to be. */
export function createMemoryEditorialStore<T>(
  { kind }: EditorialKind<T>,
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): EditorialStore<T> {
  const kept = new Map<string, Kept<T>>();
  const made = new Map<string, { readonly id: string; readonly digest: string; readonly atMs: number }>();
  let lastNumber = 0;

  const standing = (id: string): Kept<T> | null => {
    const found = kept.get(id);
    return found === undefined || found.isRemoved ? null : found;
  };
  const inOrder = (): Kept<T>[] =>
    [...kept.values()].filter(({ isRemoved }) => !isRemoved).sort((a, b) => a.number - b.number);

  function tell(verb: EditorialVerb, id: string, before: T | null, after: T | null, change: Change): void {
    audit({
      ...change,
      action: editorialAction(kind, verb),
      object: editorialObject(kind, id),
      before,
      after,
    });
  }

  function keep(id: string, entry: Kept<T>): Stored<T> {
    kept.set(id, entry);
    announce();
    return entry.stored;
  }

  function add(id: string, value: T, change: Change): Stored<T> {
    if (inOrder().length >= MOST_OF_A_KIND) throw limitReached(kind);
    tell('create', id, null, value, change);
    const at = new Date(change.atMs).toISOString();
    const version = (kept.get(id)?.stored.version ?? 0) + 1;
    const stored = { id, value, version, createdAt: at, updatedAt: at, updatedBy: change.actor };
    return keep(id, { stored, number: ++lastNumber, isRemoved: false });
  }

  function update(verb: 'replace' | 'restore', { stored, number }: Kept<T>, value: T, change: Change): Stored<T> {
    tell(verb, stored.id, verb === 'restore' ? null : stored.value, value, change);
    const updatedAt = new Date(change.atMs).toISOString();
    const after = { ...stored, value, version: stored.version + 1, updatedAt, updatedBy: change.actor };
    return keep(stored.id, { stored: after, number, isRemoved: false });
  }

  return {
    async list({ cursor, limit }) {
      const after = numberOfCursor(cursor);
      const rest = inOrder().filter(({ number }) => number > after);
      const shown = rest.slice(0, limit);
      const nextCursor = rest.length > limit ? String(shown.at(-1)!.number) : null;
      return { objects: shown.map(({ stored }) => stored), nextCursor };
    },
    all: async () => inOrder().map(({ stored }) => stored),
    get: async (id) => standing(id)?.stored ?? null,
    async create(id, value, change, once = null) {
      const before = once === null ? undefined : made.get(once.key);
      if (once !== null && before !== undefined && change.atMs - before.atMs < ONCE_MS) {
        if (before.digest !== once.digest) throw onceReused();
        return kept.get(before.id)!.stored;
      }
      if (id !== null && standing(id) !== null) throw objectExists(kind, id);
      const stored = add(id ?? `${kind}-${lastNumber + 1}`, value, change);
      if (once !== null) made.set(once.key, { id: stored.id, digest: once.digest, atMs: change.atMs });
      return stored;
    },
    async put(id, value, ifVersion, change) {
      const before = standing(id);
      if (ifVersion !== null && before?.stored.version !== ifVersion) throw objectChanged(kind);
      if (before === null) return { stored: add(id, value, change), isNew: true };
      return { stored: update('replace', before, value, change), isNew: false };
    },
    async remove(id, ifVersion, change) {
      const before = standing(id);
      if (before === null) return false;
      if (ifVersion !== null && before.stored.version !== ifVersion) throw objectChanged(kind);
      tell('remove', id, before.stored.value, null, change);
      keep(id, { ...before, isRemoved: true });
      return true;
    },
    async restore(id, value, change) {
      const before = kept.get(id);
      return before?.isRemoved ? update('restore', before, value, change) : null;
    },
  };
}

interface Kept<T> {
  readonly stored: Stored<T>;
  /** Its place in the list. */
  readonly number: number;
  readonly isRemoved: boolean;
}
