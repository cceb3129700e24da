import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { type KeyStore, ROLES } from '../../src/domain/ports/key-store.ts';

/** What every KeyStore promises. `open` gives an empty store. */
export function describeKeyStore(name: string, open: () => Promise<{ store: KeyStore; close(): Promise<void> }>): void {
  describe(`a key store in ${name}`, () => {
    let store: KeyStore;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(() => close());

    const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
    const create = (keyId: string) =>
      store.create({ keyId, role: 'app', name: 'TV ☂', origin: 'simulate', keyHash: hashApiKey(keyId) }, NOW_MS);

    test('gives back a key as it was made, by its hash and in the list', async () => {
      const made = await create('k1');
      expect(made).toEqual({
        keyId: 'k1',
        role: 'app',
        name: 'TV ☂',
        origin: 'simulate',
        keyHash: hashApiKey('k1'),
        createdAt: new Date(NOW_MS).toISOString(),
        revokedAt: null,
        ratePerS: null,
      });
      expect(await store.findByHash(hashApiKey('k1'))).toEqual(made);
      expect(await store.list()).toContainEqual(made);
    });

    test('keeps keys of every role', async () => {
      for (const role of ROLES) {
        const keyHash = hashApiKey(role);
        await store.create({ keyId: `role-${role}`, role, name: '', origin: 'app', keyHash }, NOW_MS);
        expect((await store.findByHash(keyHash))!.role).toBe(role);
      }
    });

    test('keeps the rate of a key that has one', async () => {
      const keyHash = hashApiKey('rated');
      await store.create({ keyId: 'rated', role: 'app', name: '', origin: 'app', keyHash, ratePerS: 50 }, NOW_MS);
      expect((await store.findByHash(keyHash))!.ratePerS).toBe(50);
    });

    test('gives null for a hash it does not know', async () => {
      expect(await store.findByHash(hashApiKey('nothing'))).toBeNull();
    });

    test('a revoked key stays, with the time of its first revocation', async () => {
      await create('k2');
      expect(await store.revoke('k2', NOW_MS + 1000)).toBe(true);
      expect(await store.revoke('k2', NOW_MS + 9000)).toBe(true);
      const revoked = await store.findByHash(hashApiKey('k2'));
      expect(revoked!.revokedAt).toBe(new Date(NOW_MS + 1000).toISOString());
      expect(await store.revoke('nothing', NOW_MS)).toBe(false);
    });
  });
}
