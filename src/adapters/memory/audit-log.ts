import type { AuditEntry, AuditLog, StoredAuditEntry } from '../../domain/ports/audit-log.ts';
import { requireUndoable } from '../../domain/require-undoable.ts';

/** The audit log in an array, for tests. The stores of memory call `append` before they change anything, as it may throw 'cannot-undo'. */
export function createMemoryAuditLog(
  nameOf: (actor: string) => string | undefined = () => undefined,
): AuditLog & { append(entry: AuditEntry): void } {
  const entries: (AuditEntry & { readonly id: number })[] = [];
  const shown = (entry: AuditEntry & { readonly id: number }): StoredAuditEntry => {
    const undoneBy = entries.find(({ undoes }) => undoes === entry.id)?.id;
    const actorName = nameOf(entry.actor);
    return { ...entry, ...(undoneBy !== undefined && { undoneBy }), ...(actorName !== undefined && { actorName }) };
  };
  const append = (entry: AuditEntry): void => {
    const { undoes, object } = entry;
    const since = entries.filter((other) => other.object === object && other.id >= (undoes ?? 0));
    if (undoes !== undefined) requireUndoable(undoes, since);
    entries.push({ ...structuredClone(entry), id: entries.length + 1 });
  };
  return {
    append,
    record: async (entry) => append(entry),
    async list({ object, action, actor, fromMs, toMs, before, limit }) {
      return entries
        .filter(
          (entry) =>
            (object === undefined || entry.object === object) &&
            (action === undefined || entry.action.startsWith(action)) &&
            (actor === undefined || entry.actor === actor) &&
            (fromMs === undefined || entry.atMs >= fromMs) &&
            (toMs === undefined || entry.atMs < toMs) &&
            (before === undefined || entry.id < before),
        )
        .toReversed()
        .slice(0, limit)
        .map(shown);
    },
    async get(id) {
      const entry = entries[id - 1];
      return entry === undefined ? null : shown(entry);
    },
  };
}
