import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { openRedisUserStateStore } from '../../src/adapters/redis/user-state-store.ts';
import { MarqueeError } from '../../src/domain/errors.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { rebuildUserState, replayUserStates } from '../../src/ingest/replay.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { testRedisUrl, testTenant } from '../support/redis.ts';
import {
  bytesOf,
  consume,
  DAY_MS,
  DAYS,
  emptyLog,
  installationMs,
  type Move,
  openReplay,
  RETENTION_DAYS,
  recordsOf,
  someMoves,
  userKeys,
} from './replay-world.ts';

let database: TestDatabase;
let stores: Stores;
let replay: ReturnType<typeof openReplay>;
let firstDayMs: number;
let nowMs: number;

beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  replay = openReplay(stores);
  firstDayMs = await installationMs(stores);
  nowMs = firstDayMs + (DAYS + 2) * DAY_MS;
  await stores.itemNumbers.resolve(Array.from({ length: 12 }, (_, n) => `film-${n}`));
});

beforeEach(() => emptyLog(stores));

afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

async function rebuilt() {
  const states = createMemoryUserStateStore();
  const counts = await replayUserStates({ ...replay.deps, userStates: states });
  return { states, counts };
}

async function live(moves: readonly Move[]) {
  const states = createMemoryUserStateStore();
  await consume(stores, states, recordsOf(moves, firstDayMs), nowMs);
  return states;
}

describe('user states made anew from the log', () => {
  test('are the live states byte for byte, before days are dropped, after some are, and after all are', async () => {
    await fc.assert(
      fc.asyncProperty(someMoves, async (moves) => {
        await emptyLog(stores);
        const expected = await bytesOf(await live(moves));
        expect(await bytesOf((await rebuilt()).states)).toEqual(expected);
        for (const daysLater of [2, DAYS, 2 * DAYS]) {
          await replay.retain(firstDayMs + (RETENTION_DAYS + daysLater) * DAY_MS);
          expect(await bytesOf((await rebuilt()).states)).toEqual(expected);
        }
        const { rows } = await stores.pool.query('SELECT count(*) AS left FROM events');
        expect(rows[0].left).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  test('are the same in Redis, where they lie in production', async () => {
    const openEmpty = () =>
      openRedisUserStateStore({ url: testRedisUrl(), tenant: testTenant(), logger: SILENT_LOGGER });
    const [states, empty] = [await openEmpty(), await openEmpty()];
    try {
      await consume(stores, states, recordsOf(fc.sample(someMoves, { numRuns: 1, seed: 3 })[0]!, firstDayMs), nowMs);
      await replayUserStates({ ...replay.deps, userStates: empty });
      const expected = await bytesOf(states);
      expect(expected.some((bytes) => bytes !== null)).toBe(true);
      expect(await bytesOf(empty)).toEqual(expected);
    } finally {
      await states.close();
      await empty.close();
    }
  });

  test('a replay into the living store changes nothing, and a second one neither', async () => {
    const states = await live(fc.sample(someMoves, { numRuns: 1, seed: 7 })[0]!);
    const before = await Promise.all(userKeys.map((userKey) => states.read(userKey)));
    for (let again = 0; again < 2; again++) await replayUserStates({ ...replay.deps, userStates: states });
    // The versions too: nothing was written.
    expect(await Promise.all(userKeys.map((userKey) => states.read(userKey)))).toEqual(before);
  });

  test('what is in the store and not yet in the log is kept', async () => {
    const states = createMemoryUserStateStore();
    await consume(stores, states, recordsOf([play(1, 0)], firstDayMs), nowMs);
    await emptyLog(stores);
    await consume(stores, createMemoryUserStateStore(), recordsOf([play(2, 0)], firstDayMs), nowMs);
    await replayUserStates({ ...replay.deps, userStates: states });
    const stored = decodeUserState((await states.read(userKeys[0]!))!.bytes);
    expect(stored.events.length).toBe(2);
  });

  test('while events come in it may run as often as it likes', async () => {
    const [before, meanwhile] = [1, 2].map((seed) => fc.sample(someMoves, { numRuns: 1, seed })[0]!);
    const states = await live(before!);
    const intoStates = () => replayUserStates({ ...replay.deps, userStates: states });
    const replays = Array.from({ length: 3 }, intoStates);
    // Ids of another range, or these were the same events.
    const more = meanwhile!.map((move) => (move.kind === 'act' ? { ...move, id: move.id + 1000 } : move));
    await Promise.all([consume(stores, states, recordsOf(more, firstDayMs, 1000), nowMs), ...replays]);
    expect(await bytesOf((await rebuilt()).states)).toEqual(await bytesOf(states));
  });

  test('a store that is slow now and then is tried again; one that stays away ends it', async () => {
    const expected = await bytesOf(await live([play(1, 0), play(2, 1)]));
    const memory = createMemoryUserStateStore();
    let failures = 0;
    const userStates = {
      ...memory,
      async compareAndSetMany(writes: Parameters<typeof memory.compareAndSetMany>[0]) {
        if (failures-- > 0) throw new MarqueeError('unavailable', 'Redis is slow');
        return memory.compareAndSetMany(writes);
      },
    };
    const deps = { ...replay.deps, userStates, sleep: async () => {} };
    failures = 3;
    await replayUserStates(deps);
    expect(await bytesOf(memory)).toEqual(expected);
    await memory.compareAndSetMany([{ userKey: userKeys[0]!, bytes: Uint8Array.of(99), expectedVersion: 1 }]);
    failures = Number.POSITIVE_INFINITY;
    await expect(replayUserStates(deps)).rejects.toThrow('Redis is slow');
  });

  test('a state that cannot be read is replaced by the one the log has', async () => {
    const expected = await bytesOf(await live([play(1, 0), play(2, 1)]));
    const states = createMemoryUserStateStore();
    await states.compareAndSetMany([{ userKey: userKeys[0]!, bytes: Uint8Array.of(99, 1, 2), expectedVersion: 0 }]);
    await replayUserStates({ ...replay.deps, userStates: states });
    expect(await bytesOf(states)).toEqual(expected);
  });

  test('an erased user stays erased in an empty store, and what the user did since counts', async () => {
    await live([play(1, 0), { ...play(2, 0), type: 'complete', atMs: DAY_MS }]);
    const userKey = userKeys[0]!;
    // As an erasure leaves the log: without what was before, save what was on its way.
    await stores.pool.query('INSERT INTO erasures VALUES ($1, $2), ($3, $2)', [
      userKey,
      new Date(firstDayMs + 10),
      userKeyFor(77),
    ]);
    const { states } = await rebuilt();
    const state = decodeUserState((await states.read(userKey))!.bytes);
    expect(state).toMatchObject({ erasedAtMs: firstDayMs + 10, events: { length: 1 }, watched: { length: 1 } });
    const gone = decodeUserState((await states.read(userKeyFor(77)))!.bytes);
    expect(gone).toEqual({ ...EMPTY_STATE, erasedAtMs: firstDayMs + 10 });
    await replay.retain(firstDayMs + (RETENTION_DAYS + DAYS) * DAY_MS);
    const later = await rebuilt();
    expect(encodeUserState(decodeUserState((await later.states.read(userKey))!.bytes))).toEqual(encodeUserState(state));
  });

  test('one user is made anew with all who were merged into the user, through others too, and nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(someMoves, async (moves) => {
        await emptyLog(stores);
        const expected = await bytesOf(await live(moves));
        for (const [index, userKey] of userKeys.entries()) {
          const bytes = encodeUserState(await rebuildUserState(replay.deps, userKey));
          const nothing = encodeUserState(EMPTY_STATE);
          expect(Buffer.from(bytes).toString('hex')).toBe(expected[index] ?? Buffer.from(nothing).toString('hex'));
        }
      }),
      { numRuns: 4 },
    );
  });

  test('counts users and events, and tells how far it is', async () => {
    await live([play(1, 0), play(2, 0), play(3, 2)]);
    const told: number[] = [];
    const states = createMemoryUserStateStore();
    const counts = await replayUserStates(
      { ...replay.deps, userStates: states },
      { onProgress: (events) => told.push(events) },
    );
    expect(counts).toEqual({ users: 2, events: 3 });
    expect(told.at(-1)).toBe(3);
    expect(await replay.stateLog.countEvents()).toBe(3);
  });

  test('a user with more events than one batch holds comes in parts that make one state', async () => {
    const userKey = userKeyFor(9);
    const events = Array.from({ length: 25_000 }, (_, n) =>
      anEvent({ eventId: `many-${n}`, userKey, itemId: `film-${n % 12}`, occurredAtMs: firstDayMs + n }),
    );
    await stores.log.ship({ journalId: 'many', fromPosition: 0, toPosition: 1, decisions: [], events });
    const { states, counts } = await rebuilt();
    expect(counts).toEqual({ users: 1, events: 25_000 });
    const { events: kept } = decodeUserState((await states.read(userKey))!.bytes);
    expect([...kept.occurredAtMs]).toEqual(Array.from({ length: 256 }, (_, n) => firstDayMs + 25_000 - 256 + n));
  });
});

const play = (id: number, user: number): Move & { kind: 'act' } => ({
  kind: 'act',
  id,
  user,
  atMs: id,
  type: 'play',
  item: id,
  value: 0.5,
});
