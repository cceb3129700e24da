import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryUserStateStore } from '../../../../src/adapters/memory/user-state-store.ts';
import { createLogRetention } from '../../../../src/adapters/postgres/log/log-retention.ts';
import { impressionIdOf } from '../../../../src/domain/decision.ts';
import { decodeUserState } from '../../../../src/features/user-state-codec.ts';
import { replayUserStates } from '../../../../src/ingest/replay.ts';
import { addToCheckpoint } from '../../../../src/ingest/retention.ts';
import { bytesOf, DAY_MS, emptyLog, installationMs, openReplay, RETENTION_DAYS } from '../../../ingest/replay-world.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const anna = userKeyFor(1);
let database: TestDatabase;
let stores: Stores;
let replay: ReturnType<typeof openReplay>;
let firstDayMs: number;
let position = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  replay = openReplay(stores);
  firstDayMs = await installationMs(stores);
});

beforeEach(async () => {
  await emptyLog(stores);
  position = 0;
});

afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

const ship = (records: Partial<Parameters<Stores['log']['ship']>[0]>) =>
  stores.log.ship({
    ...{ journalId: 'journal-1', fromPosition: position, toPosition: ++position, decisions: [], events: [] },
    ...records,
  });

const playOn = (day: number, eventId: string) =>
  anEvent({ eventId, type: 'play', occurredAtMs: firstDayMs + day * DAY_MS + 1000 });

/** Partitions of their own, as days after the installation's. */
async function daysOf(table: string): Promise<number[]> {
  const { rows } = await stores.pool.query(
    `SELECT day - (SELECT first_day FROM installation) AS day FROM log_partitions WHERE log_table = $1 ORDER BY day`,
    [table],
  );
  return rows.map((row) => row.day);
}

async function eventsInState(userKey = anna): Promise<number> {
  const states = createMemoryUserStateStore();
  await replayUserStates({ ...replay.deps, userStates: states });
  const stored = await states.read(userKey);
  return stored === null ? 0 : decodeUserState(stored.bytes).events.length;
}

/** Every user's state as the log has it. */
async function bytesOfAll() {
  const states = createMemoryUserStateStore();
  await replayUserStates({ ...replay.deps, userStates: states });
  return bytesOf(states);
}

/** The moment at which `days` days after the installation's may first be dropped. */
const whenOver = (days: number) => firstDayMs + (RETENTION_DAYS + 1 + days) * DAY_MS;

describe('retention', () => {
  test('drops no day before it is over for RETENTION_DAYS and one more, then that day alone, pages two days later', async () => {
    await stores.log.ensurePartitions(firstDayMs);
    expect(await daysOf('events')).toEqual([0, 1, 2, 3]);
    expect(await replay.retain(whenOver(1) - 1)).toBe(0);
    expect(await replay.retain(whenOver(1))).toBe(1);
    expect(await daysOf('events')).toEqual([1, 2, 3]);
    expect(await daysOf('decisions')).toEqual([0, 1, 2, 3]);
    expect(await replay.retain(whenOver(3))).toBe(2);
    expect(await daysOf('events')).toEqual([3]);
    expect(await daysOf('decisions')).toEqual([1, 2, 3]);
    const { rows } = await stores.pool.query(
      'SELECT events_before - (SELECT first_day FROM installation) AS days FROM log_checkpoint',
    );
    expect(rows).toEqual([{ days: 3 }]);
  });

  test("one clock that runs ahead, ours or the server's, drops nothing", async () => {
    await stores.log.ensurePartitions(firstDayMs);
    expect(await replay.retain(whenOver(1), whenOver(1) - 1)).toBe(0);
    expect(await replay.retain(whenOver(1) - 1, whenOver(1))).toBe(0);
    expect(await createLogRetention({ pool: stores.owner }).nowMs()).toBeGreaterThanOrEqual(firstDayMs);
  });

  test('what is older than the installation is never dropped', async () => {
    await ship({ events: [anEvent({ eventId: 'old', occurredAtMs: firstDayMs - 400 * DAY_MS })] });
    await replay.retain(whenOver(50));
    expect(await stores.log.countEvents({ origins: ['app'] })).toBe(1);
    expect(await eventsInState()).toBe(1);
  });

  test('a view just after midnight finds its page though the day of the page is gone first', async () => {
    const servedAtMs = firstDayMs + DAY_MS - 1;
    const page = aDecision([41, 42], { servedAtMs, recommendationId: recommendationIdAt(servedAtMs) });
    const viewed = anEvent({
      eventId: 'viewed',
      type: 'viewed',
      itemId: null,
      occurredAtMs: servedAtMs + 2,
      impressionIds: [impressionIdOf(page.recommendationId, 0, 1)],
    });
    await ship({ decisions: [page], events: [viewed, playOn(0, 'play')] });
    await replay.retain(whenOver(1));
    await replay.retain(whenOver(5));
    const states = createMemoryUserStateStore();
    await replayUserStates({ ...replay.deps, userStates: states });
    expect([...decodeUserState((await states.read(anna))!.bytes).views.itemNo]).toEqual([42]);
  });

  test('an event of a dropped day that comes late is kept until the next run and is in the state before and after', async () => {
    await ship({ events: [playOn(0, 'in-time')] });
    await replay.retain(whenOver(4));
    await ship({ events: [playOn(0, 'late')] });
    expect(await eventsInState()).toBe(2);
    expect(await replay.retain(whenOver(4))).toBe(1);
    expect(await daysOf('events')).not.toContain(0);
    expect(await eventsInState()).toBe(2);
  });

  test('an event that comes between the checkpoint and the drop is not lost', async () => {
    await ship({ events: [playOn(0, 'before')] });
    const day = firstDayMs / DAY_MS;
    let isShipped = false;
    const retention = createLogRetention({ pool: stores.owner });
    const shipping: Promise<unknown>[] = [];
    const dropped = await retention.dropDay(day, (checkpoint, user) => {
      // The first time the checkpoint is written under the shared lock: writers go on.
      if (!isShipped) shipping.push(ship({ events: [playOn(0, 'meanwhile')] }));
      isShipped = true;
      return addToCheckpoint(checkpoint, user);
    });
    expect(dropped).toBe('dropped');
    await Promise.all(shipping);
    expect(await eventsInState()).toBe(2);
  });

  test('one that dies in the midst of a day leaves states as they were, and the next finishes', async () => {
    const events = Array.from({ length: 12_000 }, (_, n) =>
      anEvent({ eventId: `e${n}`, userKey: userKeyFor(1 + (n % 2)), occurredAtMs: firstDayMs + n }),
    );
    await ship({ events });
    let users = 0;
    const dying = createLogRetention({ pool: stores.owner }).dropDay(firstDayMs / DAY_MS, (checkpoint, user) => {
      // The first step has two users, the second the rest of the last.
      if (++users === 3) throw new Error('killed');
      return addToCheckpoint(checkpoint, user);
    });
    await expect(dying).rejects.toThrow('killed');
    const { rows } = await stores.pool.query('SELECT count(*) AS users FROM user_checkpoints');
    expect(rows).toEqual([{ users: 2 }]);
    expect(await daysOf('events')).toContain(0);
    const before = await bytesOfAll();
    expect(await replay.retain(whenOver(1))).toBe(1);
    expect(await bytesOfAll()).toEqual(before);
  });

  test('a reader in its midst makes the day wait, unharmed; writers go on', async () => {
    await ship({ events: [playOn(0, 'play')] });
    const reader = await stores.pool.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM events');
      expect(await replay.retain(whenOver(1))).toBe(0);
      expect(await daysOf('events')).toContain(0);
      await ship({ events: [playOn(1, 'more')] });
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect(await replay.retain(whenOver(1))).toBe(1);
    expect(await eventsInState()).toBe(2);
  });

  test('while a replay reads, no day goes', async () => {
    await ship({ events: [playOn(0, 'play')] });
    const reading = replay.stateLog.users()[Symbol.asyncIterator]();
    await reading.next();
    expect(await replay.retain(whenOver(1))).toBe(0);
    await reading.next();
    expect(await replay.retain(whenOver(1))).toBe(1);
  });

  test('replicas at it at the same time drop each day once and lose nothing', async () => {
    for (let day = 0; day < 3; day++) await ship({ events: [playOn(day, `play-${day}`)] });
    await Promise.all([1, 2, 3].map(() => replay.retain(whenOver(3))));
    await replay.retain(whenOver(3));
    expect((await daysOf('events')).filter((day) => day < 3)).toEqual([]);
    expect(await eventsInState()).toBe(3);
  });

  test('a day of many events is taken in steps', async () => {
    const events = Array.from({ length: 25_000 }, (_, n) =>
      anEvent({ eventId: `e${n}`, userKey: userKeyFor(1 + (n % 3)), occurredAtMs: firstDayMs + (n % 7) }),
    );
    await ship({ events });
    expect(await replay.retain(whenOver(1))).toBe(1);
    expect(await eventsInState(userKeyFor(3))).toBe(256);
  });

  test('what an erased user did before the erasure is in no checkpoint', async () => {
    await ship({ events: [playOn(0, 'play')] });
    await stores.pool.query('INSERT INTO erasures VALUES ($1, $2)', [anna, new Date(firstDayMs + DAY_MS)]);
    await replay.retain(whenOver(1));
    const { rows } = await stores.pool.query('SELECT state FROM user_checkpoints');
    expect(decodeUserState(rows[0].state)).toMatchObject({ events: { length: 0 }, erasedAtMs: firstDayMs + DAY_MS });
  });
});
