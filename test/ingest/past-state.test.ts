import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { encodeEvents } from '../../src/ingest/journal-records.ts';
import { pastUserState } from '../../src/ingest/past-state.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import {
  consume,
  DAY_MS,
  DAYS,
  emptyLog,
  installationMs,
  type Move,
  openReplay,
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

afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

/** The live state of each user after these records, in an empty log. */
async function liveStates(records: readonly Uint8Array[]): Promise<Uint8Array[]> {
  await emptyLog(stores);
  const states = createMemoryUserStateStore();
  await consume(stores, states, records, nowMs);
  const stored = await states.readMany(userKeys);
  return stored.map((one) => encodeUserState(one === null ? EMPTY_STATE : decodeUserState(one.bytes)));
}

/** When a move is in the state: a view when the page was seen, not when it was served. */
const doneAtMs = (move: Move): number => move.atMs + (move.kind === 'view' ? move.afterMs : 0);

test('a state at a moment is, byte for byte, the live state of a world in which nothing happened from then on', async () => {
  await fc.assert(
    fc.asyncProperty(someMoves, fc.nat({ max: DAYS * DAY_MS }), async (moves, momentMs) => {
      const earlier = moves.flatMap((move, number) =>
        doneAtMs(move) < momentMs ? recordsOf([move], firstDayMs, number) : [],
      );
      const expected = await liveStates(earlier);
      await liveStates(recordsOf(moves, firstDayMs));
      for (const [user, userKey] of userKeys.entries()) {
        const { state, isWhole } = await pastUserState(replay.deps, userKey, firstDayMs + momentMs, 'happened');
        expect(isWhole).toBe(true);
        expect(encodeUserState(state)).toEqual(expected[user]);
      }
    }),
    { numRuns: 12 },
  );
}, 240_000);

test('unless told otherwise an event counts from when it was received, an imported one from when it happened', async () => {
  const [late, imported] = userKeys as [string, string];
  const occurredAtMs = firstDayMs + DAY_MS;
  const receivedAtMs = firstDayMs + 2 * DAY_MS;
  const said = { type: 'complete', itemId: 'film-1', occurredAtMs, receivedAtMs, portion: 1 } as const;
  await liveStates([
    encodeEvents([
      anEvent({ ...said, eventId: 'late', userKey: late, origin: 'app' }),
      anEvent({ ...said, eventId: 'imported', userKey: imported, origin: 'import' }),
    ]),
  ]);
  const eventsAt = async (userKey: string, atMs: number): Promise<number> =>
    (await pastUserState(replay.deps, userKey, atMs)).state.events.length;
  expect([await eventsAt(late, receivedAtMs), await eventsAt(late, receivedAtMs + 1)]).toEqual([0, 1]);
  expect([await eventsAt(imported, occurredAtMs), await eventsAt(imported, occurredAtMs + 1)]).toEqual([0, 1]);
});
