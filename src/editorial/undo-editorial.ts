import type { Change, StoredAuditEntry } from '../domain/ports/audit-log.ts';
import {
  EDITORIAL_VERBS,
  type EditorialKind,
  type EditorialStore,
  editorialAction,
  editorialObject,
} from '../domain/ports/editorial-store.ts';
import type { Role } from '../domain/ports/key-store.ts';
import { cannotUndo } from '../domain/require-undoable.ts';

/** How changes of one kind of editorial object are taken back, by action; as pins are (undo-pins.ts). */
export function undoEditorial<T>(
  { kind, complete }: EditorialKind<T>,
  store: Pick<EditorialStore<T>, 'remove' | 'put' | 'restore'>,
) {
  const undoer: { readonly roles: readonly Role[]; putBack(entry: StoredAuditEntry, change: Change): Promise<void> } = {
    roles: ['editor'],
    async putBack({ object, before, after }, change) {
      const id = object.slice(editorialObject(kind, '').length);
      const value = before === null ? null : complete(before);
      if (await putBack(id, value, after !== null, change)) return;
      throw cannotUndo(`The ${kind} ${id} has changed since: read the log again.`);
    },
  };

  async function putBack(id: string, value: T | null, isThere: boolean, change: Change): Promise<boolean> {
    if (value === null) return store.remove(id, null, change);
    // Gone meanwhile, it would be created here: its removal is a later change, and the store refuses.
    if (isThere) return (await store.put(id, value, null, change)) !== null;
    return (await store.restore(id, value, change)) !== null;
  }

  return EDITORIAL_VERBS.map((verb) => [editorialAction(kind, verb), undoer] as const);
}
