import type { ApiKey, KeyStore } from '../../domain/ports/key-store.ts';

/** Keys in a Map, for tests and tools without a database; `announce` is called after every change. */
export function createMemoryKeyStore(announce: () => void = () => {}): KeyStore {
  const keys = new Map<string, ApiKey>();
  return {
    async create(key, nowMs) {
      const stored: ApiKey = {
        ...key,
        createdAt: new Date(nowMs).toISOString(),
        revokedAt: null,
        ratePerS: key.ratePerS ?? null,
      };
      keys.set(key.keyId, stored);
      announce();
      return stored;
    },
    list: async () => [...keys.values()],
    findByHash: async (keyHash) => [...keys.values()].find((key) => key.keyHash === keyHash) ?? null,
    async revoke(keyId, nowMs) {
      const before = keys.get(keyId);
      if (before === undefined) return false;
      // The first revocation is the one that counts.
      if (before.revokedAt === null) keys.set(keyId, { ...before, revokedAt: new Date(nowMs).toISOString() });
      announce();
      return true;
    },
  };
}
