import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryChangeFeed } from '../../src/adapters/memory/change-feed.ts';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { createErasures } from '../../src/adapters/postgres/log/erasures.ts';
import { createStateLog } from '../../src/adapters/postgres/log/state-log.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_CHECKPOINTS } from '../../src/domain/ports/training-checkpoints.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { createUserErasure } from '../../src/ingest/erasure.ts';
import { createErasureFollower } from '../../src/ingest/erasure-follower.ts';
import { mergeUserStates, type StateEntries } from '../../src/ingest/merge-user-states.ts';
import { rebuildUserState, replayUserStates } from '../../src/ingest/replay.ts';
import { addChange, addEvent } from '../../src/ingest/state-entries.ts';
import { createUserChanges } from '../../src/ingest/user-changes.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

let database: TestDatabase;
let stores: Stores;
let world: ReturnType<typeof openWorld>;
let usersBefore = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  await stores.itemNumbers.resolve(items);
  world = openWorld();
});
afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

const USERS = 5;
const items = ['a', 'b', 'c', 'd', 'e', 'f'];
const someUser = fc.nat({ max: USERS - 1 });
const someMove = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      move: fc.constant('does' as const),
      user: someUser,
      type: fc.constantFrom('play' as const, 'complete' as const, 'hide' as const, 'list-add' as const),
      item: fc.constantFrom(...items),
      // Devices send late: some of it was before an erasure.
      lateMs: fc.oneof(fc.constant(0), fc.nat({ max: 50 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ move: fc.constant('merges' as const), user: someUser, from: someUser }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('says' as const), user: someUser }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('is erased' as const), user: someUser }) },
);

test('whatever users do, merge and have erased, their states are what a replay of the log makes, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someMove, { minLength: 1, maxLength: 25 }), async (moves) => {
      // New ones each time: emptying the log would take longer than all the rest.
      const users = Array.from({ length: USERS }, () => userKeyFor(++usersBefore));
      for (const [index, move] of moves.entries()) {
        world.clock.now += 10;
        if (move.move === 'merges') {
          if (move.user !== move.from) await world.changes.merge(users[move.user]!, users[move.from]!, 'app');
        } else if (move.move === 'says') {
          const attributes = { region: 'SE', language: null, maturity: null, labels: [String(index)] };
          await world.changes.putAttributes(users[move.user]!, attributes, 'app');
        } else if (move.move === 'is erased') {
          await world.erase(users[move.user]!);
        } else {
          const { user, type, item, lateMs } = move;
          const occurredAtMs = world.clock.now - lateMs;
          const userKey = users[user]!;
          await world.tell(anEvent({ eventId: `${userKey}-${index}`, userKey, type, itemId: item, occurredAtMs }));
        }
      }
      const replayed = createMemoryUserStateStore();
      await replayUserStates({ ...world.replay, userStates: replayed }, { userKeys: users });
      expect(await hexOf(world.states, users)).toEqual(await hexOf(replayed, users));
      for (const userKey of users) {
        const { rows } = await stores.pool.query(
          `SELECT 1 FROM events JOIN erasures USING (user_key) WHERE user_key = $1 AND occurred_at <= erased_at`,
          [userKey],
        );
        expect(rows).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** No state is as good as one that holds nothing, which an heir has who had nothing but what was inherited. */
async function hexOf(store: Pick<UserStateStore, 'readMany'>, userKeys: readonly string[]): Promise<string[]> {
  const stored = await store.readMany(userKeys);
  return stored.map((one) => Buffer.from(one?.bytes ?? encodeUserState(EMPTY_STATE)).toString('hex'));
}

/** One replica whose journal is always empty: what is said is in the log and in the states at once. */
function openWorld() {
  const states = createMemoryUserStateStore();
  const clock = { now: Date.UTC(2026, 5, 1, 12), nowMs: () => clock.now, monotonicMs: () => clock.now };
  let shippedTo = 0;
  let ids = 0;
  const newId = () => `01950000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;

  async function keep(events: readonly ViewerEvent[], userChanges: readonly UserChange[]): Promise<void> {
    const entries: StateEntries = new Map();
    for (const event of events) addEvent(entries, event, await stores.itemNumbers.resolve([event.itemId!]));
    for (const change of userChanges) addChange(entries, change);
    await mergeUserStates(states, entries, SILENT_LOGGER);
    const batch = { journalId: 'j', fromPosition: shippedTo, toPosition: ++shippedTo, decisions: [] };
    await stores.log.ship({ ...batch, events, userChanges });
  }

  const erasures = createErasures({ pool: stores.pool });
  const replay = {
    stateLog: createStateLog({ pool: stores.pool }),
    logStore: stores.log,
    itemNumbers: stores.itemNumbers,
    logger: SILENT_LOGGER,
  };
  const parts = { erasures, userStates: states, clock, logger: SILENT_LOGGER, emptyJournal: async () => {} };
  const follower = createErasureFollower({
    ...parts,
    tombstoneFile: { load: async () => [], append: async () => {} },
    trainingCheckpoints: NO_CHECKPOINTS,
    changeFeed: createMemoryChangeFeed(),
    rebuildState: (userKey) => rebuildUserState(replay, userKey),
    forget: () => {},
  });
  const { erase } = createUserErasure({ ...parts, follower, newId });
  const changes = createUserChanges({
    changeLog: {
      async append(change) {
        await keep([], [change]);
        return { merged: Promise.resolve() };
      },
    },
    userStates: states,
    clock,
    newId,
  });
  return {
    states,
    clock,
    replay,
    changes,
    tell: (event: ViewerEvent) => keep([event], []),
    erase: (userKey: string) => erase(userKey),
  };
}
