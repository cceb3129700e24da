import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import {
  cursorAfter,
  draftOfPin,
  ONCE_MS,
  onceReused,
  PIN_CREATE,
  PIN_REMOVE,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinStore,
  pinChanged,
  pinNoOfCursor,
  pinObject,
  type StoredPin,
} from '../../domain/ports/pin-store.ts';

/** Pins in a Map, for tests and tools without a database; `announce` is called after every change, `audit` with what it is to be. */
export function createMemoryPinStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): PinStore {
  const pins = new Map<string, StoredPin>();
  const removed = new Map<string, StoredPin>();
  const made = new Map<string, { pinId: string; digest: string; atMs: number; first: StoredPin }>();
  let lastPinNo = 0;

  function requireVersion({ pin }: StoredPin, expectedVersion: number | null): void {
    if (expectedVersion !== null && pin.version !== expectedVersion) throw pinChanged();
  }

  function store(stored: StoredPin): StoredPin {
    pins.set(stored.pin.pinId, stored);
    announce();
    return stored;
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
      const first = store({ pinNo: lastPinNo, pin });
      if (once !== null) made.set(once.key, { pinId: pin.pinId, digest: once.digest, atMs, first });
      return first;
    },
    get: async (pinId) => pins.get(pinId) ?? null,
    async list({ cursor, limit, rowId, itemId, campaign, removed: isRemoved = false }) {
      const after = pinNoOfCursor(cursor);
      const rest = [...(isRemoved ? removed : pins).values()]
        .filter(
          ({ pinNo, pin }) =>
            pinNo > after &&
            (rowId === undefined || pin.rowId === rowId) &&
            (itemId === undefined || pin.itemId === itemId) &&
            (campaign === undefined || pin.campaign === campaign),
        )
        .sort((a, b) => a.pinNo - b.pinNo);
      const page = rest.slice(0, limit);
      return { pins: page, nextCursor: rest.length > limit ? cursorAfter(page.at(-1)!) : null };
    },
    async replace(pinId, draft, expectedVersion, change) {
      const before = pins.get(pinId);
      if (before === undefined) return null;
      requireVersion(before, expectedVersion);
      audit({
        ...change,
        action: PIN_REPLACE,
        object: pinObject(pinId),
        before: draftOfPin(before.pin),
        after: draft,
      });
      return store(changed(before, draft, change.atMs));
    },
    async remove(pinId, expectedVersion, change) {
      const before = pins.get(pinId);
      if (before === undefined) return false;
      requireVersion(before, expectedVersion);
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
      return store(changed(before, draft, change.atMs));
    },
    async current(nowMs) {
      const rest = [...pins.values()].filter(({ pin }) => Date.parse(pin.until) > nowMs);
      return rest.sort((a, b) => a.pinNo - b.pinNo);
    },
  };
}

const changed = ({ pinNo, pin }: StoredPin, draft: Parameters<PinStore['restore']>[1], atMs: number): StoredPin => ({
  pinNo,
  pin: {
    ...draft,
    pinId: pin.pinId,
    version: pin.version + 1,
    createdAt: pin.createdAt,
    updatedAt: new Date(atMs).toISOString(),
  },
});
