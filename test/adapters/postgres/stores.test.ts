import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKeyStore } from '../../../src/adapters/postgres/key-store.ts';
import { createPostgresUserStateStore } from '../../../src/adapters/postgres/user-state-store.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { userKeyFor } from '../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../support/pin-drafts.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const NOW_MS = Date.UTC(2026, 5, 1);

describe('stores in Postgres', () => {
  let database: TestDatabase;
  let stores: Stores;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test('a pin comes back as it was made; a change needs the version that was read', async () => {
    const { pins } = stores;
    const draft = aPinDraft('film-1', { audience: { regions: ['SE'] }, note: 'spring' });
    const { pinNo, pin } = await pins.create(draft, aChange(NOW_MS));
    expect(pin).toMatchObject({ ...draft, version: 1, createdAt: '2026-06-01T00:00:00.000Z' });
    const moved = await pins.replace(pin.pinId, { ...draft, position: 3 }, 1, aChange(NOW_MS + 1_000));
    expect(moved).toMatchObject({ pinNo, pin: { position: 3, version: 2, updatedAt: '2026-06-01T00:00:01.000Z' } });
    await expect(pins.replace(pin.pinId, draft, 1, aChange(NOW_MS))).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    await expect(pins.remove(pin.pinId, 1, aChange(NOW_MS))).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(await pins.get(pin.pinId)).toEqual(moved);
    expect(await pins.remove(pin.pinId, 2, aChange(NOW_MS))).toBe(true);
    expect(await pins.get(pin.pinId)).toBeNull();
    expect(await pins.replace(pin.pinId, draft, 3, aChange(NOW_MS))).toBeNull();
    expect(await pins.remove(pin.pinId, null, aChange(NOW_MS))).toBe(false);
  });

  test('current pins are those not over yet, disabled ones included; a list is walked by cursor', async () => {
    const until = (time: string) => aPinDraft('film-1', { until: time });
    const over = await stores.pins.create(until('2026-06-01T00:00:00Z'), aChange(NOW_MS));
    const on = await stores.pins.create(until('2026-06-01T02:00:01+02:00'), aChange(NOW_MS));
    const off = await stores.pins.create({ ...until('2026-07-01T00:00:00Z'), enabled: false }, aChange(NOW_MS));
    expect(await stores.pins.current(NOW_MS)).toEqual([on, off]);
    const first = await stores.pins.list({ cursor: null, limit: 2 });
    const second = await stores.pins.list({ cursor: first.nextCursor, limit: 2 });
    expect([...first.pins, ...second.pins]).toEqual([over, on, off]);
    expect(second.nextCursor).toBeNull();
    await expect(stores.pins.list({ cursor: '1; DROP', limit: 1 })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('a key is found by its hash and stays known after it is revoked', async () => {
    const keys = createKeyStore({ pool: stores.pool });
    const key = { keyId: 'k1', role: 'app', name: 'tv app', origin: 'app', keyHash: 'ab'.repeat(32) } as const;
    const stored = await keys.create(key, NOW_MS);
    expect(stored).toEqual({ ...key, createdAt: '2026-06-01T00:00:00.000Z', revokedAt: null, ratePerS: null });
    expect(await keys.findByHash(key.keyHash)).toEqual(stored);
    expect(await keys.findByHash('00')).toBeNull();
    expect(await keys.revoke('k1', NOW_MS + 1_000)).toBe(true);
    expect(await keys.revoke('k1', NOW_MS + 9_000)).toBe(true);
    expect(await keys.list()).toEqual([{ ...stored, revokedAt: '2026-06-01T00:00:01.000Z' }]);
    expect(await keys.revoke('nobody', NOW_MS)).toBe(false);
  });

  test('a user state is written only over the version that was read', async () => {
    const states = createPostgresUserStateStore({ pool: stores.pool });
    const [a, b] = [userKeyFor(0xa), userKeyFor(0xb)];
    const write = (userKey: string, expectedVersion: number, ...bytes: number[]) => ({
      userKey,
      expectedVersion,
      bytes: Uint8Array.from(bytes),
    });
    expect(await states.readMany([a, b])).toEqual([null, null]);
    expect(
      await states.compareAndSetMany([write(b, 0, 0, 255), write(a, 0, 1), write(a, 0, 9), write(a, 1, 2)]),
    ).toEqual([...[true, true, false, true]]);
    expect(await states.compareAndSetMany([write(a, 2, 3), write(a, 3, 4), write(b, 0, 5)])).toEqual([
      true,
      true,
      false,
    ]);
    expect(await states.readMany([b, a, b])).toEqual([
      { bytes: Buffer.from([0, 255]), version: 1 },
      { bytes: Buffer.from([4]), version: 4 },
      { bytes: Buffer.from([0, 255]), version: 1 },
    ]);
    expect(await states.read(a)).toEqual({ bytes: Buffer.from([4]), version: 4 });
  });

  test('writers of the same users in any order never stop each other for good', async () => {
    const states = createPostgresUserStateStore({ pool: stores.pool });
    const users = Array.from({ length: 200 }, (_, n) => userKeyFor(1_000 + n));
    const writes = (order: readonly string[]) =>
      order.map((userKey) => ({ userKey, expectedVersion: 0, bytes: new Uint8Array(3_000) }));
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, n) => states.compareAndSetMany(writes(n % 2 === 0 ? users : users.toReversed()))),
    );
    expect(outcomes.flat().filter(Boolean)).toHaveLength(200);
  });
});
