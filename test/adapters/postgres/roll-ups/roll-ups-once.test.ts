import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { createRollUps } from '../../../../src/adapters/postgres/roll-ups/roll-ups.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { anItem } from '../../../support/items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { computedFromLog, rolledUp, TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const HOUR_MS = 3_600_000;

describe('the roll-ups follow the log', () => {
  let database: TestDatabase;
  let stores: Stores;
  let film = 0;
  let firstDayMs = 0;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.items.upsert([anItem('film-1', { durationS: 6_000 }), anItem('film-2')]);
    film = (await stores.itemNumbers.resolve(['film-1']))[0]!;
    const { rows } = await stores.pool.query('SELECT first_day::text FROM installation');
    firstDayMs = Date.parse(rows[0].first_day);
  });

  beforeEach(async () => {
    await stores.owner.query(TRUNCATE_LOG);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** A page of film-1 for user 1, at an hour of the first day. */
  const pageAt = (hour: number, differences: Partial<Decision> = {}) =>
    aDecision([film], {
      servedAtMs: firstDayMs + hour * HOUR_MS,
      recommendationId: recommendationIdAt(firstDayMs + hour * HOUR_MS),
      ...differences,
    });
  const idAt = (hour: number) => `${recommendationIdAt(firstDayMs + hour * HOUR_MS)}.0.0`;
  const clickAt = (hour: number, differences: Partial<ViewerEvent> = {}) =>
    anEvent({ eventId: `click-${hour}`, occurredAtMs: firstDayMs + hour * HOUR_MS, ...differences });

  async function ship(decisions: readonly Decision[], events: readonly ViewerEvent[] = []) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
  }

  async function runAll(runner = stores.rollUps) {
    while ((await runner.run()).more);
  }

  async function expectEqualToTheLog() {
    expect(await rolledUp(stores.pool)).toMatchObject(await computedFromLog(stores.pool));
  }

  const clicked = async () =>
    (await rolledUp(stores.pool)).outcomes.filter((row) => row.clicked_at !== null).map((row) => row.impression_id);
  const funnel = async () =>
    (await rolledUp(stores.pool)).hourly.map((row) => [row.hour.getUTCHours(), row.served, row.clicked]);

  test('a page that comes late takes the event that belongs to it, and the counts follow', async () => {
    await ship([pageAt(1)], [clickAt(5)]);
    await runAll();
    expect([await clicked(), await funnel()]).toEqual([[idAt(1)], [[1, 1, 1]]]);
    // A replica that was down ships its journal.
    await ship([pageAt(3)]);
    await runAll();
    expect(await clicked()).toEqual([idAt(3)]);
    expect(await funnel()).toEqual([
      [1, 1, 0],
      [3, 1, 1],
    ]);
    // One in between takes nothing.
    await ship([pageAt(2)]);
    await runAll();
    expect(await clicked()).toEqual([idAt(3)]);
    await expectEqualToTheLog();
  });

  test('an event that comes before its page waits for it', async () => {
    const names = { impressionIds: [idAt(2)] };
    await ship([], [clickAt(3, names), clickAt(4, { ...names, type: 'play' })]);
    await runAll();
    expect((await rolledUp(stores.pool)).waiting).toHaveLength(1);
    await ship([pageAt(2)]);
    await runAll();
    expect(await clicked()).toEqual([idAt(2)]);
    expect((await rolledUp(stores.pool)).waiting).toEqual([]);
    await expectEqualToTheLog();
  });

  test('a run that dies at its end has done nothing, and the next does it once', async () => {
    await ship([pageAt(1)], [clickAt(2)]);
    const dying = createRollUps({ pool: poolThatDiesAt(stores.pool, /UPDATE log_followers/), logger: SILENT_LOGGER });
    await expect(dying.run()).rejects.toThrow('The lights went out.');
    expect(await funnel()).toEqual([]);
    await runAll();
    expect(await funnel()).toEqual([[1, 1, 1]]);
    await expectEqualToTheLog();
  });

  test('several replicas at once count everything once, in portions of one batch each', async () => {
    const hours = [1, 2, 3, 4, 5, 6];
    for (const hour of hours) await ship([pageAt(hour)], [clickAt(hour + 0.5)]);
    const runners = [1, 2, 3].map(() => createRollUps({ pool: stores.pool, logger: SILENT_LOGGER, portion: 1 }));
    const [first] = await Promise.all(runners.map((runner) => runner.run()));
    expect(first).toEqual({ more: true });
    expect((await funnel()).length).toBe(3);
    await Promise.all(runners.map((runner) => runAll(runner)));
    expect(await funnel()).toEqual(hours.map((hour) => [hour, 1, 1]));
    await expectEqualToTheLog();
  });

  test('who finds a rebuilding at work does not wait for its end, and is told to come again', async () => {
    const rebuilding = await stores.pool.connect();
    try {
      await rebuilding.query('BEGIN');
      await rebuilding.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.roll_ups', 0))`);
      const hasty = createRollUps({ pool: stores.pool, logger: SILENT_LOGGER, waitMs: 10 });
      expect(await hasty.run()).toEqual({ more: true });
    } finally {
      await rebuilding.query('ROLLBACK');
      rebuilding.release();
    }
  });

  test('a writer still at work is waited for; a transaction that writes no log is not', async () => {
    const writer = await stores.pool.connect();
    const other = await stores.pool.connect();
    try {
      await other.query('BEGIN; SELECT pg_current_xact_id()');
      await ship([pageAt(1)]);
      await runAll();
      expect(await funnel()).toEqual([[1, 1, 0]]);

      await writer.query('BEGIN');
      await writer.query(
        `SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`,
      );
      await writer.query(
        `INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin)
         SELECT day, 'slow', 'click', user_key, item_no, served, served, '{}', 'user', 'app'
         FROM (SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date AS day, $1 AS served, $2::uuid AS user_key, $3::int AS item_no) AS t`,
        [new Date(firstDayMs + 1.5 * HOUR_MS), userKeyFor(1), film],
      );
      await ship([pageAt(2)]);
      await runAll();
      expect(await funnel()).toEqual([[1, 1, 0]]);
      await writer.query('COMMIT');
      await runAll();
      expect(await funnel()).toEqual([
        [1, 1, 1],
        [2, 1, 0],
      ]);
    } finally {
      for (const client of [writer, other]) {
        await client.query('ROLLBACK');
        client.release();
      }
    }
    await expectEqualToTheLog();
  });

  test('a log restored into another server is counted anew, and what comes after it once', async () => {
    await ship([pageAt(1)], [clickAt(2)]);
    await runAll();
    // As a dump has it: ids of a server that had come further.
    const far = 10_000_000_000;
    for (const table of ['decisions', 'events']) await stores.owner.query(`UPDATE ${table} SET stored_in = ${far}`);
    await stores.pool.query(`UPDATE log_followers SET read_to = ${far + 1}`);
    await ship([pageAt(3)], [clickAt(4)]);
    await runAll();
    await ship([], [clickAt(5, { impressionIds: [idAt(1)] })]);
    await runAll();
    expect(await funnel()).toEqual([
      [1, 1, 1],
      [3, 1, 1],
    ]);
    const { rows } = await stores.pool.query(`SELECT max(stored_in) < ${far} AS here FROM decisions`);
    expect(rows).toEqual([{ here: true }]);
    await expectEqualToTheLog();
  });

  test('days that are dropped take their outcomes and viewing hours with them; their counts stay, also when all else is made anew', async () => {
    await ship([pageAt(1), pageAt(49)], [clickAt(2), clickAt(50), clickAt(51, { impressionIds: ['x'] })]);
    await ship([], [clickAt(3, { impressionIds: [`${recommendationIdAt(1)}.0.0`] })]);
    await ship([], [clickAt(4, { type: 'progress', portion: 0.5, impressionIds: [idAt(1)] })]);
    await runAll();
    const before = await rolledUp(stores.pool);
    const stats = await itemStats();
    expect(before.waiting).toHaveLength(1);
    expect(before.hourly.map((row) => row.watched_s)).toEqual([3_000, 0]);
    for (const day of [0, 1, 2]) {
      await stores.owner.query(`SELECT drop_log_day(first_day + ${day}) FROM installation`);
    }
    await stores.pool.query(`INSERT INTO log_checkpoint (events_before) SELECT first_day + 3 FROM installation`);
    await stores.rollUps.rebuild();
    const { rows } = await stores.pool.query('SELECT count(*) AS outcomes FROM outcomes');
    expect(rows).toEqual([{ outcomes: 1 }]);
    const after = await rolledUp(stores.pool);
    expect(after).toEqual({
      ...before,
      outcomes: before.outcomes.slice(1),
      watched: before.watched.slice(1),
      viewing: [],
      waiting: [],
    });
    expect(await itemStats()).toEqual(stats);
    await stores.pool.query('DELETE FROM log_checkpoint');
  });

  const itemStats = async () =>
    (await stores.pool.query('SELECT item_no, hour, clicks FROM item_stats ORDER BY hour')).rows;
});

/** A pool whose transactions fail at a statement, as when the process or the server ends there. */
function poolThatDiesAt(pool: Pool, statement: RegExp): Pool {
  const dying = Object.create(pool) as Pool;
  dying.connect = (async () => {
    const client = await pool.connect();
    const query = (text: unknown, ...rest: unknown[]) => {
      if (typeof text === 'string' && statement.test(text)) throw new Error('The lights went out.');
      return (client.query as (...args: unknown[]) => unknown)(text, ...rest);
    };
    return { query, release: (error?: Error) => client.release(error) } as unknown as PoolClient;
  }) as Pool['connect'];
  return dying;
}
