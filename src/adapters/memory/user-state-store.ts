import type { UserStateStore, VersionedState } from '../../domain/ports/user-state-store.ts';

/** User states in this process alone: for tests, evaluation and previews. Gone when the process is. */
export function createMemoryUserStateStore(): UserStateStore {
  const states = new Map<string, VersionedState>();
  // Copies go in and out, as they do over a wire: nobody else's later write may reach what is stored.
  const read = (userKey: string): VersionedState | null => {
    const stored = states.get(userKey);
    return stored === undefined ? null : { bytes: new Uint8Array(stored.bytes), version: stored.version };
  };

  return {
    async read(userKey) {
      return read(userKey);
    },
    async readMany(userKeys) {
      return userKeys.map(read);
    },
    async compareAndSetMany(writes) {
      return writes.map(({ userKey, bytes, expectedVersion }) => {
        if ((states.get(userKey)?.version ?? 0) !== expectedVersion) return false;
        states.set(userKey, { bytes: new Uint8Array(bytes), version: expectedVersion + 1 });
        return true;
      });
    },
    async ping() {},
    async close() {},
  };
}
