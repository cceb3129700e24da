import { afterVerdict, auditedVerdict, judged, reopened, reviewAfter } from '../../domain/pin-approval.ts';
import type { AuditEntry, Change } from '../../domain/ports/audit-log.ts';
import {
  cursorAfter,
  draftOfPin,
  ONCE_MS,
  onceReused,
  PIN_APPROVE,
  PIN_CREATE,
  PIN_REJECT,
  PIN_REMOVE,
  PIN_REOPEN,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinDraft,
  type PinReview,
  type PinStore,
  type PinVerdict,
  pinChanged,
  pinNoOfCursor,
  pinObject,
  type StoredPin,
} from '../../domain/ports/pin-store.ts';

/**
 * Pins in a Map, for tests and tools without a database; `announce` is called after every change, `audit` with what it is to be. New
 * versions wait for a second editor while `asking` says so.
 */
export function createMemoryPinStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
  asking: { readonly needsApproval: boolean } = { needsApproval: false },
): PinStore {
  const pins = new Map<string, StoredPin>();
  const removed = new Map<string, StoredPin>();
  const made = new Map<string, { pinId: string; digest: string; atMs: number; first: StoredPin }>();
  let lastPinNo = 0;

  /** null: there is none. Throws where another version was expected. */
  function expected(pinId: string, expectedVersion: number | null): StoredPin | null {
    const stored = pins.get(pinId) ?? null;
    if (stored !== null && expectedVersion !== null && stored.pin.version !== expectedVersion) throw pinChanged();
    return stored;
  }

  function store(stored: StoredPin): StoredPin {
    pins.set(stored.pin.pinId, stored);
    announce();
    return stored;
  }

  function judge(
    action: string,
    state: PinVerdict['state'],
    pinId: string,
    version: number | null,
    change: Change,
  ): StoredPin | null {
    const before = expected(pinId, version);
    if (before === null) return null;
    const verdict = judged(before, state, change, asking.needsApproval);
    audit({ ...change, ...auditedVerdict(before, verdict), action, object: pinObject(pinId) });
    const { draft, review } = afterVerdict(before, verdict);
    return store(changed(before, draft, change, review));
  }

  return {
    async create(draft, change, once = null) {
      const { atMs } = change;
      const before = once === null ? undefined : made.get(once.key);
      if (once !== null && before !== undefined && atMs - before.atMs < ONCE_MS) {
        if (before.digest !== once.digest) throw onceReused();
        return pins.get(before.pinId) ?? before.first;
      }
      lastPinNo++;
      const now = new Date(atMs).toISOString();
      const pin = { ...draft, pinId: `pin-${lastPinNo}`, version: 1, createdAt: now, updatedAt: now };
      audit({ ...change, action: PIN_CREATE, object: pinObject(pin.pinId), before: null, after: draft });
      const first = store({ pinNo: lastPinNo, pin, ...reviewAfter(null, draft, change, asking) });
      if (once !== null) made.set(once.key, { pinId: pin.pinId, digest: once.digest, atMs, first });
      return first;
    },
    get: async (pinId) => pins.get(pinId) ?? null,
    async list({ cursor, limit, rowId, itemId, campaign, removed: isRemoved = false, waiting: isWaiting = false }) {
      const after = pinNoOfCursor(cursor);
      const rest = [...(isRemoved ? removed : pins).values()]
        .filter(
          ({ pinNo, pin, waiting }) =>
            pinNo > after &&
            (!isWaiting || waiting !== undefined) &&
            (rowId === undefined || pin.rowId === rowId) &&
            (itemId === undefined || pin.itemId === itemId) &&
            (campaign === undefined || pin.campaign === campaign),
        )
        .sort((a, b) => a.pinNo - b.pinNo);
      const page = rest.slice(0, limit);
      return { pins: page, nextCursor: rest.length > limit ? cursorAfter(page.at(-1)!) : null };
    },
    async replace(pinId, draft, expectedVersion, change) {
      const before = expected(pinId, expectedVersion);
      if (before === null) return null;
      audit({
        ...change,
        action: PIN_REPLACE,
        object: pinObject(pinId),
        before: draftOfPin(before.pin),
        after: draft,
      });
      return store(changed(before, draft, change, reviewAfter(before, draft, change, asking)));
    },
    async remove(pinId, expectedVersion, change) {
      const before = expected(pinId, expectedVersion);
      if (before === null) return false;
      audit({ ...change, action: PIN_REMOVE, object: pinObject(pinId), before: draftOfPin(before.pin), after: null });
      pins.delete(pinId);
      removed.set(pinId, before);
      announce();
      return true;
    },
    async restore(pinId, draft, change) {
      const before = removed.get(pinId);
      if (before === undefined) return null;
      audit({ ...change, action: PIN_RESTORE, object: pinObject(pinId), before: null, after: draft });
      removed.delete(pinId);
      return store(changed(before, draft, change, reviewAfter(before, draft, change, { ...asking, isBack: true })));
    },
    approve: async (...of) => judge(PIN_APPROVE, 'approved', ...of),
    reject: async (...of) => judge(PIN_REJECT, 'rejected', ...of),
    async reopen(pinId, wanted, change) {
      const before = pins.get(pinId);
      if (before === undefined) return null;
      const { draft, review, audited } = reopened(before, wanted, change);
      audit({ ...change, ...audited, action: PIN_REOPEN, object: pinObject(pinId) });
      return store(changed(before, draft, change, review));
    },
    async current(nowMs) {
      const isComing = (until: string | undefined) => until !== undefined && Date.parse(until) > nowMs;
      return [...pins.values()]
        .filter(({ pin, waiting }) => isComing(pin.until) || isComing(waiting?.standing?.until))
        .sort((a, b) => a.pinNo - b.pinNo);
    },
  };
}

const changed = ({ pinNo, pin }: StoredPin, draft: PinDraft, { atMs }: Change, review: PinReview): StoredPin => ({
  pinNo,
  pin: {
    ...draft,
    pinId: pin.pinId,
    version: pin.version + 1,
    createdAt: pin.createdAt,
    updatedAt: new Date(atMs).toISOString(),
  },
  ...review,
});
