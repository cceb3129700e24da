import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryChangeFeed } from '../../src/adapters/memory/change-feed.ts';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { createErasures } from '../../src/adapters/postgres/log/erasures.ts';
import { createStateLog } from '../../src/adapters/postgres/log/state-log.ts';
import { MarqueeError } from '../../src/domain/errors.ts';
import type { Tombstone } from '../../src/domain/ports/erasures.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold, inheritance, mergeStates } from '../../src/features/user-state-merge.ts';
import { createUserErasure } from '../../src/ingest/erasure.ts';
import { createErasureFollower } from '../../src/ingest/erasure-follower.ts';
import { rebuildUserState } from '../../src/ingest/replay.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { eventAt } from '../support/user-states.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);

let database: TestDatabase;
let stores: Stores;
let user = 1000;
let shippedTo = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
});
afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});
beforeEach(() => {
  user += 10;
});

/** A replica without HTTP and journal: the log in Postgres, the rest in memory, every part of it able to fail. */
function openReplica(shared: { states?: UserStateStore; file?: Tombstone[] } = {}) {
  const states = shared.states ?? createMemoryUserStateStore();
  const file = shared.file ?? [];
  const feed = createMemoryChangeFeed();
  const log: string[] = [];
  const control = {
    statesAreAway: false,
    journalIsStuck: false,
    onEmptied: async (): Promise<void> => {},
    beforeWrite: async (): Promise<void> => {},
  };
  const clock = { now: NOW_MS, nowMs: () => clock.now, monotonicMs: () => clock.now };
  const away = new MarqueeError('unavailable', 'Away.');
  const userStates: UserStateStore = {
    ...states,
    read: async (userKey) => (control.statesAreAway ? Promise.reject(away) : states.read(userKey)),
    compareAndSetMany: async (writes) => {
      await control.beforeWrite();
      return states.compareAndSetMany(writes);
    },
    readMany: async (userKeys) => (control.statesAreAway ? Promise.reject(away) : states.readMany(userKeys)),
  };
  const erasures = createErasures({ pool: stores.pool });
  const emptyJournal = async () => {
    if (control.journalIsStuck) throw away;
    log.push('journal emptied');
    await control.onEmptied();
  };
  const replay = {
    stateLog: createStateLog({ pool: stores.pool }),
    logStore: stores.log,
    itemNumbers: stores.itemNumbers,
    logger: SILENT_LOGGER,
  };
  const follower = createErasureFollower({
    erasures,
    userStates,
    tombstoneFile: {
      load: async () => file,
      append: async (tombstones) => void file.push(...tombstones),
    },
    trainingCheckpoints: { removeAll: async () => void log.push('checkpoints removed') },
    changeFeed: feed,
    rebuildState: async (userKey) => {
      log.push(`rebuilt ${Number.parseInt(userKey, 16)}`);
      return rebuildUserState(replay, userKey);
    },
    forget: (userKey) => void log.push(`forgot ${Number.parseInt(userKey, 16)}`),
    emptyJournal,
    clock,
    logger: SILENT_LOGGER,
    pollMs: 5,
  });
  let ids = 0;
  const newId = () => `01950000-0000-7000-8000-${String(user).padStart(6, '0')}${String(++ids).padStart(6, '0')}`;
  const { erase } = createUserErasure({
    ...{ erasures, follower, userStates, emptyJournal },
    clock,
    logger: SILENT_LOGGER,
    newId,
  });
  const stateOf = async (n: number): Promise<UserState> => {
    const stored = await states.read(userKeyFor(n));
    return stored === null ? EMPTY_STATE : decodeUserState(stored.bytes);
  };
  const setState = async (n: number, state: UserState) => {
    const expectedVersion = (await states.read(userKeyFor(n)))?.version ?? 0;
    await states.compareAndSetMany([{ userKey: userKeyFor(n), bytes: encodeUserState(state), expectedVersion }]);
  };
  return { erasures, follower, erase, feed, log, control, clock, states, file, stateOf, setState };
}

const ship = (records: Partial<Parameters<Stores['log']['ship']>[0]>) =>
  stores.log.ship({
    journalId: 'j',
    fromPosition: shippedTo,
    toPosition: ++shippedTo,
    decisions: [],
    events: [],
    ...records,
  });
const did = (n: number, itemId: string, occurredAtMs: number) =>
  anEvent({
    eventId: `${n}-${itemId}-${occurredAtMs}`,
    userKey: userKeyFor(n),
    itemId,
    occurredAtMs,
    type: 'complete',
  });
const merge = (from: number, to: number, changedAtMs = NOW_MS - 5) =>
  ({
    kind: 'merge',
    changeId: `m-${from}-${to}`,
    userKey: userKeyFor(to),
    fromUserKey: userKeyFor(from),
    changedAtMs,
    origin: 'app',
  }) as const;
const eventsOf = async (n: number) =>
  (await stores.pool.query('SELECT event_id FROM events WHERE user_key = $1', [userKeyFor(n)])).rows.length;
const tombstoneOf = (state: UserState) => ({ ...EMPTY_STATE, erasedAtMs: state.erasedAtMs });
/** A condition that others bring about. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('erasing a user', () => {
  test('leaves a tombstone in the state, in the log and in the file, and a receipt of what was removed', async () => {
    const replica = openReplica();
    await ship({ events: [did(user, 'a', NOW_MS - 10)] });
    await replica.setState(user, fold(EMPTY_STATE, [eventAt(NOW_MS - 10, 'complete', 1)]));
    const { removed, receiptId } = await replica.erase(userKeyFor(user));
    expect(removed).toMatchObject({ events: 1, userStates: 1 });
    expect(await replica.stateOf(user)).toEqual({ ...EMPTY_STATE, erasedAtMs: NOW_MS });
    expect(replica.file).toContainEqual({ userKey: userKeyFor(user), erasedAtMs: NOW_MS });
    expect(replica.log).toContain(`forgot ${user}`);
    // What a killed training left on the disk held what users did.
    expect(replica.log).toContain('checkpoints removed');
    const receipt = await stores.pool.query('SELECT removed FROM erasure_receipts WHERE receipt_id = $1', [receiptId]);
    expect(receipt.rows[0].removed).toEqual(removed);
  });

  test('takes what says to be of the future as well, since clocks may be ahead of ours', async () => {
    const replica = openReplica();
    await ship({ events: [did(user, 'a', NOW_MS + 200_000)] });
    await replica.setState(user, fold(EMPTY_STATE, [eventAt(NOW_MS + 250_000, 'complete', 1)]));
    await replica.erase(userKeyFor(user));
    expect(await eventsOf(user)).toBe(0);
    expect(await replica.stateOf(user)).toEqual({ ...EMPTY_STATE, erasedAtMs: NOW_MS + 250_000 });
  });

  test('keeps what the user does while it goes on, what that watched included', async () => {
    const replica = openReplica();
    await replica.setState(user, fold(EMPTY_STATE, [eventAt(NOW_MS - 10, 'complete', 1)]));
    replica.control.beforeWrite = async () => {
      replica.control.beforeWrite = async () => {};
      await replica.setState(user, fold(await replica.stateOf(user), [eventAt(NOW_MS + 1, 'complete', 2)]));
    };
    await replica.erase(userKeyFor(user));
    const state = await replica.stateOf(user);
    expect([[...state.watched], state.events.length]).toEqual([[2], 1]);
  });

  test('erases a state that cannot be read', async () => {
    const replica = openReplica();
    const bytes = Uint8Array.of(99, 1, 2);
    await replica.states.compareAndSetMany([{ userKey: userKeyFor(user), bytes, expectedVersion: 0 }]);
    expect((await replica.erase(userKeyFor(user))).removed.userStates).toBe(1);
    expect(await replica.stateOf(user)).toEqual({ ...EMPTY_STATE, erasedAtMs: NOW_MS });
  });

  test.each(['statesAreAway', 'journalIsStuck'] as const)(
    'does nothing while %s, and all of it later',
    async (trouble) => {
      const replica = openReplica();
      await ship({ events: [did(user, 'a', NOW_MS - 10)] });
      await replica.setState(user, fold(EMPTY_STATE, [eventAt(NOW_MS - 10, 'complete', 1)]));
      replica.control[trouble] = true;
      await expect(replica.erase(userKeyFor(user))).rejects.toMatchObject({ code: 'unavailable' });
      expect(await eventsOf(user)).toBe(1);
      replica.control[trouble] = false;
      expect((await replica.erase(userKeyFor(user))).removed).toMatchObject({ events: 1, userStates: 1 });
      expect((await replica.erase(userKeyFor(user))).removed).toMatchObject({ events: 0, userStates: 0 });
    },
  );

  test('that fails half-way is finished by the next, whoever was merged into the user included', async () => {
    const replica = openReplica();
    await ship({ events: [did(user + 1, 'a', NOW_MS - 10)], userChanges: [merge(user + 1, user)] });
    for (const n of [user, user + 1]) {
      await replica.setState(n, fold(EMPTY_STATE, [eventAt(NOW_MS - 10, 'complete', 1)]));
    }
    let emptied = 0;
    replica.control.onEmptied = async () => {
      // The first is before the log is touched, the second after.
      if (++emptied === 2) throw new MarqueeError('unavailable', 'Away.');
    };
    await expect(replica.erase(userKeyFor(user))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await eventsOf(user + 1)).toBe(0);
    await replica.erase(userKeyFor(user));
    for (const n of [user, user + 1]) {
      const state = await replica.stateOf(n);
      expect(state).toEqual(tombstoneOf(state));
      expect(state.erasedAtMs).toBeGreaterThan(0);
    }
  });
});

describe('an heir of an erased user', () => {
  test('loses what was inherited and nothing else: what only the state knows yet stays, too', async () => {
    const replica = openReplica();
    const heir = user + 1;
    await ship({
      events: [did(user, 'theirs', NOW_MS - 30), did(user, 'both', NOW_MS - 20), did(heir, 'both', NOW_MS - 10)],
      userChanges: [merge(user, heir)],
    });
    const [theirs, both] = await stores.itemNumbers.resolve(['theirs', 'both']);
    const erased = fold(EMPTY_STATE, [
      eventAt(NOW_MS - 30, 'complete', theirs!),
      eventAt(NOW_MS - 20, 'complete', both!),
    ]);
    await replica.setState(user, erased);
    const unshipped = eventAt(NOW_MS + 3, 'complete', 77);
    const inherited = mergeStates(fold(EMPTY_STATE, [unshipped]), inheritance(erased, EMPTY_STATE));
    await replica.setState(heir, { ...inherited, mergedInto: [{ userKey: 'x', mergedAtMs: 3 }] });
    await replica.erase(userKeyFor(user));
    const state = await replica.stateOf(heir);
    expect([...state.watched]).toEqual([both, 77]);
    expect([...state.events.occurredAtMs]).toEqual([NOW_MS - 10, NOW_MS + 3]);
    expect(state.mergedInto).toEqual([{ userKey: 'x', mergedAtMs: 3 }]);
    expect(state.erasedAtMs).toBe(0);
    expect(replica.log.indexOf(`rebuilt ${heir}`)).toBeGreaterThan(replica.log.lastIndexOf('journal emptied'));
    expect(replica.log.at(-1)).toBe(`forgot ${heir}`);
  });
});

describe('following the erasures of other replicas', () => {
  test('is at once where they are announced, and by polling where they are not', async () => {
    const states = createMemoryUserStateStore();
    const [asked, told, polling] = [openReplica({ states }), openReplica({ states }), openReplica({ states })];
    await told.follower.start();
    await polling.follower.start();
    await asked.erase(userKeyFor(user));
    told.feed.announce('erasures');
    const versions = polling.feed.versions;
    polling.feed.versions = async () => ({ ...(await versions()), erasures: 99 });
    for (const replica of [told, polling]) {
      await until(() => replica.log.includes(`forgot ${user}`));
      await until(() => replica.log.includes('journal emptied'));
      await replica.follower.stop();
      expect(replica.file).toContainEqual({ userKey: userKeyFor(user), erasedAtMs: NOW_MS });
    }
  });

  test('is tried again until it is done, and the file has each tombstone once', async () => {
    const replica = openReplica();
    await replica.follower.start();
    await replica.follower.catchUp();
    replica.control.journalIsStuck = true;
    await openReplica({ states: replica.states }).erase(userKeyFor(user));
    replica.feed.announce('erasures');
    await until(() => replica.log.filter((line) => line === `forgot ${user}`).length > 2);
    replica.control.journalIsStuck = false;
    await replica.follower.catchUp();
    await replica.follower.stop();
    expect(replica.file.filter(({ userKey }) => userKey === userKeyFor(user)).length).toBe(1);
  });

  test('erases whoever was merged into the user before, though the log hears of it after', async () => {
    const replica = openReplica();
    const device = user + 1;
    await ship({ events: [did(device, 'a', NOW_MS - 10)] });
    await replica.setState(device, fold(EMPTY_STATE, [eventAt(NOW_MS - 10, 'complete', 1)]));
    let emptied = 0;
    // As another replica's journal would bring it, after its owner was asked and before it has emptied it.
    replica.control.onEmptied = async () => {
      if (++emptied === 2) await ship({ userChanges: [merge(device, user)] });
    };
    await replica.erase(userKeyFor(user));
    expect(await eventsOf(device)).toBe(0);
    expect(await replica.stateOf(device)).toEqual({ ...EMPTY_STATE, erasedAtMs: NOW_MS });
  });

  test('is stopped though the journal cannot be emptied', async () => {
    const replica = openReplica();
    await replica.follower.start();
    await replica.follower.catchUp();
    let isTried = false;
    replica.control.onEmptied = () => {
      isTried = true;
      return new Promise(() => {});
    };
    await openReplica({ states: replica.states }).erase(userKeyFor(user));
    replica.feed.announce('erasures');
    await until(() => isTried);
    await replica.follower.stop();
  });

  test('empties the journal once more after a while: a page may have been on its way', async () => {
    const replica = openReplica();
    await replica.follower.start();
    await replica.erase(userKeyFor(user));
    await replica.follower.catchUp();
    const emptied = () => replica.log.filter((line) => line === 'journal emptied').length;
    const before = emptied();
    replica.clock.now += 20_000;
    await until(() => emptied() === before + 1);
    await replica.follower.stop();
  });
});

describe('a start', () => {
  test('erases again what a restored database forgot, and leaves what came since', async () => {
    const replica = openReplica({ file: [{ userKey: userKeyFor(user), erasedAtMs: NOW_MS - 100 }] });
    await ship({ events: [did(user, 'a', NOW_MS - 200), did(user, 'a', NOW_MS)] });
    await replica.setState(
      user,
      fold(EMPTY_STATE, [eventAt(NOW_MS - 200, 'complete', 1), eventAt(NOW_MS, 'complete', 2)]),
    );
    await replica.follower.start();
    expect(await eventsOf(user)).toBe(1);
    expect([...(await replica.stateOf(user)).watched]).toEqual([2]);
    await replica.follower.stop();
  });

  test('goes on without the user states, and tells them when they are back', async () => {
    const replica = openReplica({ file: [{ userKey: userKeyFor(user), erasedAtMs: NOW_MS }] });
    await replica.setState(user, fold(EMPTY_STATE, [eventAt(NOW_MS - 200, 'complete', 1)]));
    replica.control.statesAreAway = true;
    await replica.follower.start();
    replica.control.statesAreAway = false;
    await until(async () => (await replica.stateOf(user)).erasedAtMs === NOW_MS);
    await replica.follower.stop();
    expect(await replica.stateOf(user)).toEqual({ ...EMPTY_STATE, erasedAtMs: NOW_MS });
  });
});
