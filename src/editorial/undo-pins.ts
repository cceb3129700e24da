import type { Change, StoredAuditEntry } from '../domain/ports/audit-log.ts';
import type { Role } from '../domain/ports/key-store.ts';
import {
  type AuditedReview,
  PIN_APPROVE,
  PIN_CREATE,
  PIN_REJECT,
  PIN_REMOVE,
  PIN_REOPEN,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinDraft,
  type PinStore,
  pinObject,
} from '../domain/ports/pin-store.ts';
import { cannotUndo } from '../domain/require-undoable.ts';

export type UndoablePins = Pick<PinStore, 'remove' | 'replace' | 'restore' | 'approve' | 'reject' | 'reopen'>;

/**
 * How changes of pins are taken back, by action: what was made goes, what was removed comes back under its id, what was changed is as
 * before. Where approval is asked for, what that would put on a page waits like any other change. A verdict that is taken back leaves what
 * was there when it was given: the one version on pages, the other waiting; to take that back is to give the verdict again.
 */
export function undoPins(pinStore: UndoablePins) {
  type PutBack = (pinId: string, entry: StoredAuditEntry, change: Change) => Promise<unknown>;
  const undoer = (putBack: PutBack) => ({
    roles: ['editor'] as readonly Role[],
    async putBack(entry: StoredAuditEntry, change: Change): Promise<void> {
      const pinId = entry.object.slice(pinObject('').length);
      const isDone = await putBack(pinId, entry, change);
      if (!isDone) throw cannotUndo(`The pin ${pinId} has changed since: read the log again.`);
    },
  });

  const pin = undoer((pinId, { before, after }, change) => {
    const draft = before as PinDraft | null;
    if (draft === null) return pinStore.remove(pinId, null, change);
    return after === null ? pinStore.restore(pinId, draft, change) : pinStore.replace(pinId, draft, null, change);
  });
  const verdict = undoer((pinId, { before }, change) => pinStore.reopen(pinId, before as AuditedReview, change));
  const reopening = undoer((pinId, { before }, change) => {
    const isApproval = (before as AuditedReview).state === 'approved';
    return isApproval ? pinStore.approve(pinId, null, change) : pinStore.reject(pinId, null, change);
  });

  return [
    ...[PIN_CREATE, PIN_REPLACE, PIN_REMOVE, PIN_RESTORE].map((action) => [action, pin] as const),
    ...[PIN_APPROVE, PIN_REJECT].map((action) => [action, verdict] as const),
    [PIN_REOPEN, reopening] as const,
  ];
}
