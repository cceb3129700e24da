import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';

/** What every UserStateStore promises. `open` gives an empty store, or one in which no test has used these keys. */
export function describeUserStateStore(name: string, open: () => Promise<UserStateStore>): void {
  describe(`a user state store in ${name}`, () => {
    let store: UserStateStore;
    let users = 0;
    const newUser = (): string => (++users).toString(16).padStart(32, '0');
    const create = async (userKey: string, bytes: Uint8Array): Promise<void> => {
      expect(await store.compareAndSetMany([{ userKey, bytes, expectedVersion: 0 }])).toEqual([true]);
    };

    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    test('gives null for a user it has never met', async () => {
      expect(await store.read(newUser())).toBeNull();
    });

    test('gives back the very bytes that were written, all 256 values of them', async () => {
      const user = newUser();
      const bytes = Uint8Array.from({ length: 512 }, (_, at) => at & 255);
      await create(user, bytes);
      expect(copy(await store.read(user))).toEqual({ bytes: [...bytes], version: 1 });
    });

    test('keeps an empty value apart from none', async () => {
      const user = newUser();
      await create(user, new Uint8Array(0));
      expect(copy(await store.read(user))).toEqual({ bytes: [], version: 1 });
    });

    test('keeps big values whole', async () => {
      const user = newUser();
      const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) & 255);
      await create(user, bytes);
      const stored = await store.read(user);
      expect(Buffer.from(stored!.bytes).equals(bytes)).toBe(true);
    });

    test('counts versions up by one a write', async () => {
      const user = newUser();
      for (let version = 0; version < 5; version++) {
        const write = { userKey: user, bytes: Uint8Array.of(version), expectedVersion: version };
        expect(await store.compareAndSetMany([write])).toEqual([true]);
      }
      expect(copy(await store.read(user))).toEqual({ bytes: [4], version: 5 });
    });

    test('refuses a write that expects an older, a newer or no version, and changes nothing', async () => {
      const user = newUser();
      await create(user, Uint8Array.of(1));
      await store.compareAndSetMany([{ userKey: user, bytes: Uint8Array.of(2), expectedVersion: 1 }]);
      for (const expectedVersion of [0, 1, 3]) {
        const refused = { userKey: user, bytes: Uint8Array.of(9), expectedVersion };
        expect(await store.compareAndSetMany([refused])).toEqual([false]);
      }
      expect(copy(await store.read(user))).toEqual({ bytes: [2], version: 2 });
    });

    test('refuses to change a state that is not there', async () => {
      const user = newUser();
      const write = { userKey: user, bytes: Uint8Array.of(1), expectedVersion: 1 };
      expect(await store.compareAndSetMany([write])).toEqual([false]);
      expect(await store.read(user)).toBeNull();
    });

    test('judges each write of a batch alone and answers in order', async () => {
      const [first, stale, third] = [newUser(), newUser(), newUser()];
      await create(stale, Uint8Array.of(7));
      const written = await store.compareAndSetMany([
        { userKey: first, bytes: Uint8Array.of(1), expectedVersion: 0 },
        { userKey: stale, bytes: Uint8Array.of(2), expectedVersion: 0 },
        { userKey: third, bytes: Uint8Array.of(3), expectedVersion: 0 },
      ]);
      expect(written).toEqual([true, false, true]);
      const states = await store.readMany([first, stale, third]);
      expect(states.map((state) => state!.bytes[0])).toEqual([1, 7, 3]);
    });

    test('takes two writes of one user in their order, the second on top of the first', async () => {
      const user = newUser();
      const write = (value: number, expectedVersion: number) => ({
        userKey: user,
        bytes: Uint8Array.of(value),
        expectedVersion,
      });
      expect(await store.compareAndSetMany([write(1, 0), write(2, 0), write(3, 1)])).toEqual([true, false, true]);
      expect(copy(await store.read(user))).toEqual({ bytes: [3], version: 2 });
    });

    test('reads many in the order asked for, the unknown and the repeated among them', async () => {
      const [one, two, unknown] = [newUser(), newUser(), newUser()];
      await create(one, Uint8Array.of(1));
      await create(two, Uint8Array.of(2));
      const states = await store.readMany([two, unknown, one, two]);
      expect(states.map((state) => state?.bytes[0] ?? null)).toEqual([2, null, 1, 2]);
    });

    test('does nothing with nothing', async () => {
      expect(await store.readMany([])).toEqual([]);
      expect(await store.compareAndSetMany([])).toEqual([]);
    });

    test('takes hundreds of users in one call', async () => {
      const keys = Array.from({ length: 500 }, newUser);
      const writes = keys.map((userKey, at) => ({
        userKey,
        bytes: Uint8Array.of(at & 255, at >> 8),
        expectedVersion: 0,
      }));
      expect((await store.compareAndSetMany(writes)).every(Boolean)).toBe(true);
      const states = await store.readMany(keys);
      expect(states.map((state) => state!.bytes[0]! + 256 * state!.bytes[1]!)).toEqual(keys.map((_, at) => at));
    });

    test('keeps what it was given, whatever becomes of the buffer afterwards', async () => {
      const user = newUser();
      const bytes = Uint8Array.of(1, 2, 3);
      await create(user, bytes);
      bytes.fill(0);
      expect(copy(await store.read(user))!.bytes).toEqual([1, 2, 3]);
    });

    test('never loses an update between writers who race and try again', async () => {
      const user = newUser();
      const writers = 8;
      const rounds = 12;
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          for (let done = 0; done < rounds; ) {
            const state = await store.read(user);
            const bytes = new Uint8Array(writers);
            if (state !== null) bytes.set(state.bytes);
            bytes[writer]! += 1;
            const [written] = await store.compareAndSetMany([
              { userKey: user, bytes, expectedVersion: state?.version ?? 0 },
            ]);
            if (written) done++;
          }
        }),
      );
      expect(copy(await store.read(user))).toEqual({
        bytes: Array.from({ length: writers }, () => rounds),
        version: writers * rounds,
      });
    });
  });
}

/** Node's Buffer and Uint8Array are equal here. */
const copy = (state: { bytes: Uint8Array; version: number } | null) =>
  state && { bytes: [...state.bytes], version: state.version };
