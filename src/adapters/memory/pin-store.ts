import { MarqueeError } from '../../domain/errors.ts';
import { ONCE_MS, onceReused, type PinStore, type StoredPin } from '../../domain/ports/pin-store.ts';

/** Pins in a Map, for tests and tools without a database; `announce` is called after every change. */
export function createMemoryPinStore(announce: () => void = () => {}): PinStore {
  const pins = new Map<string, StoredPin>();
  const made = new Map<string, { pinId: string; digest: string; atMs: number; first: StoredPin }>();
  let lastPinNo = 0;

  function requireVersion({ pin }: StoredPin, expectedVersion: number | null): void {
    if (expectedVersion === null || pin.version === expectedVersion) return;
    throw new MarqueeError('precondition-failed', 'The pin has changed since you read it: read it again and repeat.');
  }

  function store(stored: StoredPin): StoredPin {
    pins.set(stored.pin.pinId, stored);
    announce();
    return stored;
  }

  return {
    async create(draft, nowMs, once = null) {
      const before = once === null ? undefined : made.get(once.key);
      if (once !== null && before !== undefined && nowMs - before.atMs < ONCE_MS) {
        if (before.digest !== once.digest) throw onceReused();
        return pins.get(before.pinId) ?? before.first;
      }
      lastPinNo++;
      const now = new Date(nowMs).toISOString();
      const pin = { ...draft, pinId: `pin-${lastPinNo}`, version: 1, createdAt: now, updatedAt: now };
      const first = store({ pinNo: lastPinNo, pin });
      if (once !== null) made.set(once.key, { pinId: pin.pinId, digest: once.digest, atMs: nowMs, first });
      return first;
    },
    get: async (pinId) => pins.get(pinId) ?? null,
    async list({ cursor, limit }) {
      if (cursor !== null && !/^\d{1,9}$/.test(cursor))
        throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
      const rest = [...pins.values()].filter((stored) => stored.pinNo > Number(cursor ?? 0));
      const page = rest.slice(0, limit);
      return { pins: page, nextCursor: rest.length > limit ? String(page.at(-1)!.pinNo) : null };
    },
    async replace(pinId, draft, expectedVersion, nowMs) {
      const before = pins.get(pinId);
      if (before === undefined) return null;
      requireVersion(before, expectedVersion);
      const { version, createdAt } = before.pin;
      const updatedAt = new Date(nowMs).toISOString();
      return store({ pinNo: before.pinNo, pin: { ...draft, pinId, version: version + 1, createdAt, updatedAt } });
    },
    async remove(pinId, expectedVersion) {
      const before = pins.get(pinId);
      if (before === undefined) return false;
      requireVersion(before, expectedVersion);
      pins.delete(pinId);
      announce();
      return true;
    },
    current: async (nowMs) => [...pins.values()].filter(({ pin }) => Date.parse(pin.until) > nowMs),
  };
}
