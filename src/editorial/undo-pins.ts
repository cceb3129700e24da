import type { Change, StoredAuditEntry } from '../domain/ports/audit-log.ts';
import type { Role } from '../domain/ports/key-store.ts';
import {
  PIN_CREATE,
  PIN_REMOVE,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinDraft,
  type PinStore,
  pinObject,
} from '../domain/ports/pin-store.ts';
import { cannotUndo } from '../domain/require-undoable.ts';

/** How changes of pins are taken back, by action: what was made goes, what was removed comes back under its id, what was changed is as before. */
export function undoPins(pinStore: Pick<PinStore, 'remove' | 'replace' | 'restore'>) {
  const pin: { readonly roles: readonly Role[]; putBack(entry: StoredAuditEntry, change: Change): Promise<void> } = {
    roles: ['editor'],
    async putBack({ object, before, after }, change) {
      const pinId = object.slice(pinObject('').length);
      const draft = before as PinDraft | null;
      if (await putBack(pinId, draft, after !== null, change)) return;
      throw cannotUndo(`The pin ${pinId} has changed since: read the log again.`);
    },
  };

  async function putBack(pinId: string, draft: PinDraft | null, isThere: boolean, change: Change): Promise<boolean> {
    if (draft === null) return pinStore.remove(pinId, null, change);
    const put = isThere
      ? await pinStore.replace(pinId, draft, null, change)
      : await pinStore.restore(pinId, draft, change);
    return put !== null;
  }

  return [PIN_CREATE, PIN_REPLACE, PIN_REMOVE, PIN_RESTORE].map((action) => [action, pin] as const);
}
