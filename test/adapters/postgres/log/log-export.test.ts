import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogExport } from '../../../../src/adapters/postgres/log/log-export.ts';
import { columnsOf } from '../../../../src/domain/log-views.ts';
import { EXPORTS, type Exported, type ExportedRow, type Followed } from '../../../../src/domain/ports/log-export.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const WHOLE = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };

describe('the log, exported', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
  });
  beforeEach(async () => {
    await stores.owner.query('TRUNCATE events, decisions');
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const ship = (
    decisions: readonly ReturnType<typeof aDecision>[],
    events: readonly ReturnType<typeof anEvent>[] = [],
  ) => stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
  const eventsAt = (...times: readonly number[]) =>
    times.map((occurredAtMs, n) => anEvent({ eventId: `e${occurredAtMs}-${n}`, occurredAtMs }));
  const pageAt = (servedAtMs: number, slots = 3) =>
    aDecision([...numbers].slice(0, slots), { servedAtMs, recommendationId: recommendationIdAt(servedAtMs) });
  const value = (what: Exported, row: ExportedRow, column: string) =>
    row[columnsOf(EXPORTS[what].view).findIndex(({ name }) => name === column)];

  async function exported(what: Exported, range = WHOLE) {
    const days: Record<string, ExportedRow[]> = {};
    for await (const { day, rows } of createLogExport(stores).rows(what, range)) {
      days[day] ??= [];
      days[day].push(...rows);
    }
    return days;
  }

  async function stored(what: Followed, after: number, fromMs = Number.NEGATIVE_INFINITY) {
    const all: ExportedRow[] = [];
    let readTo = after;
    for await (const batch of createLogExport(stores).stored(what, { after, fromMs })) {
      all.push(...batch.rows);
      expect(batch.readTo).toBeGreaterThanOrEqual(readTo);
      readTo = batch.readTo;
    }
    return { rows: all, readTo };
  }

  test('a row has the columns of its view, with values as they are promised', async () => {
    const [event] = eventsAt(NOON_MS);
    await ship(
      [pageAt(NOON_MS, 1)],
      [
        {
          ...event!,
          properties: { device: 'tv' },
          portion: 0.5,
          impressionIds: [`${recommendationIdAt(NOON_MS)}.0.0`],
        },
      ],
    );
    const [row] = (await exported('events'))['2026-06-01']!;
    const named = Object.fromEntries(columnsOf('v_events').map(({ name }, at) => [name, row![at]]));
    expect(named).toMatchObject({
      event_id: event!.eventId,
      item_id: 'film-1',
      occurred_at: new Date(NOON_MS),
      portion: 0.5,
      value: null,
      properties: '{"device": "tv"}',
      impression_ids: [`${recommendationIdAt(NOON_MS)}.0.0`],
      stored_in: expect.any(Number),
      occurred_on: '2026-06-01',
    });
    const [impression] = (await exported('impressions'))['2026-06-01']!;
    expect(value('impressions', impression!, 'impression_id')).toBe(named.impression_id);
    const [outcome] = (await exported('outcomes'))['2026-06-01']!;
    expect(value('outcomes', outcome!, 'impression_served_at')).toEqual(new Date(NOON_MS));
  });

  test.each(['events', 'impressions', 'outcomes'] as const)(
    '%s come day after UTC day, over gaps of years',
    async (what) => {
      const times = [
        Date.UTC(1997, 3, 5, 23, 59, 59, 999),
        Date.UTC(1997, 3, 6),
        NOON_MS - 1,
        NOON_MS,
        NOON_MS + 3 * DAY_MS,
      ];
      await ship(
        times.toReversed().map((at) => pageAt(at, 1)),
        eventsAt(...times.toReversed()),
      );
      const days = await exported(what);
      expect(Object.keys(days)).toEqual(['1997-04-05', '1997-04-06', '2026-06-01', '2026-06-04']);
      const seen = Object.values(days).flatMap((rows) => rows.map((row) => value(what, row, EXPORTS[what].time)));
      expect(seen).toEqual(times.map((at) => new Date(at)));
    },
  );

  test.each(['events', 'impressions'] as const)('%s of a part of the time are those in [from, until)', async (what) => {
    const times = [-DAY_MS, -1, 0, 1, 13 * 3_600_000, 2 * DAY_MS].map((ms) => NOON_MS + ms);
    await ship(
      times.map((at) => pageAt(at, 1)),
      eventsAt(...times),
    );
    const count = async (fromMs: number, untilMs: number) =>
      Object.values(await exported(what, { fromMs, untilMs })).flat().length;
    expect(await count(NOON_MS, NOON_MS + 1)).toBe(1);
    expect(await count(NOON_MS, NOON_MS + 2 * DAY_MS)).toBe(3);
    expect(await count(NOON_MS - 1, Number.POSITIVE_INFINITY)).toBe(5);
    expect(await count(NOON_MS + 2, NOON_MS + 3)).toBe(0);
  });

  test('is the log of one moment: what is stored while it is read is not in it', async () => {
    const [first, second, third] = eventsAt(NOON_MS - DAY_MS, NOON_MS, NOON_MS + DAY_MS);
    await ship([], [first!, third!]);
    const seen: unknown[] = [];
    for await (const { day } of createLogExport(stores).rows('events', WHOLE)) {
      seen.push(day);
      if (seen.length === 1) await ship([], [second!]);
    }
    expect(seen).toEqual(['2026-05-31', '2026-06-02']);
  });

  test('of more rows than a batch has each once', async () => {
    const events = Array.from({ length: 12_001 }, (_, n) =>
      anEvent({ eventId: `e${n}`, occurredAtMs: NOON_MS + (n % 100) }),
    );
    await ship([], events);
    const rows = (await exported('events'))['2026-06-01']!;
    expect(new Set(rows.map(([eventId]) => eventId)).size).toBe(12_001);
    expect(rows).toHaveLength(12_001);
    const followed = await stored('events', 0);
    expect(new Set(followed.rows.map(([eventId]) => eventId)).size).toBe(12_001);
  });

  test('followed, every row comes once along the positions, in the order it was stored', async () => {
    await ship([pageAt(NOON_MS)], eventsAt(NOON_MS));
    const first = await stored('impressions', 0);
    expect(first.rows.map((row) => value('impressions', row, 'position'))).toEqual([0, 1, 2]);
    expect((await stored('impressions', first.readTo)).rows).toEqual([]);
    for (const ms of [5, 3, 4]) await ship([pageAt(NOON_MS + ms, 1)]);
    const second = await stored('impressions', first.readTo);
    expect(second.rows.map((row) => value('impressions', row, 'served_at'))).toEqual(
      [5, 3, 4].map((ms) => new Date(NOON_MS + ms)),
    );
  });

  test('gone on with from the last row, that row comes again and none is passed over', async () => {
    await ship([], eventsAt(NOON_MS));
    await ship([], eventsAt(NOON_MS + 1));
    const { rows } = await stored('events', 0);
    const last = value('events', rows.at(-1)!, 'stored_in') as number;
    await ship([], eventsAt(NOON_MS + 2));
    const again = await stored('events', last);
    expect(again.rows.map(([eventId]) => eventId)).toEqual([`e${NOON_MS + 1}-0`, `e${NOON_MS + 2}-0`]);
  });

  test('followed by a reader who takes his time, nothing is held back meanwhile', async () => {
    await ship([], eventsAt(NOON_MS, NOON_MS + 1));
    const batches = createLogExport(stores).stored('events', { after: 0, fromMs: Number.NEGATIVE_INFINITY });
    const reader = batches[Symbol.asyncIterator]();
    let first = await reader.next();
    while (first.value.rows.length === 0) first = await reader.next();
    const { rows } = await stores.pool.query(
      `SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    expect(rows[0].open).toBe(0);
    await reader.return?.();
  });

  test('followed, one transaction of very many rows is given whole', async () => {
    const events = Array.from({ length: 3000 }, (_, n) => anEvent({ eventId: `e${n}`, occurredAtMs: NOON_MS + n }));
    await ship([], events);
    const copy = `INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin)
      SELECT day, n || event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin
      FROM events, generate_series(1, 9) n`;
    await stores.pool.query(copy);
    const { rows } = await stored('events', 0);
    expect(rows).toHaveLength(30_000);
    expect(new Set(rows.map(([eventId]) => eventId)).size).toBe(30_000);
  });

  test('followed from a time on, older rows are left out', async () => {
    await ship([], eventsAt(NOON_MS - DAY_MS, NOON_MS));
    expect((await stored('events', 0, NOON_MS)).rows).toHaveLength(1);
  });

  test('an analyst can follow it as well, by the views', async () => {
    await ship([pageAt(NOON_MS)], eventsAt(NOON_MS));
    const analyst = await stores.pool.connect();
    try {
      await analyst.query('SET ROLE marquee_analyst');
      const { rows: ends } = await analyst.query('SELECT log_end() AS "end"');
      for (const [view, count] of Object.entries({ v_events: 1, v_impressions: 3 })) {
        const { rows } = await analyst.query(`SELECT stored_in FROM ${view} WHERE stored_in < $1`, [ends[0].end]);
        expect(rows).toHaveLength(count);
      }
    } finally {
      await analyst.query('RESET ROLE');
      analyst.release();
    }
  });

  test('a row that a transaction stores before another, and commits after it, is not passed over', async () => {
    await ship([], eventsAt(NOON_MS));
    const { readTo } = await stored('events', 0);
    const slow = await stores.pool.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`);
      await slow.query('CREATE TEMP TABLE drawn ON COMMIT DROP AS SELECT pg_current_xact_id()::text::bigint AS id');
      await ship([], eventsAt(NOON_MS + 1));
      // The fast one is there for everybody, and still has to wait for the slow one.
      expect((await stored('events', readTo)).rows).toEqual([]);
      await slow.query(
        `INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin)
         SELECT day, 'slow', type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin
         FROM events WHERE event_id = $1`,
        [`e${NOON_MS + 1}-0`],
      );
      await slow.query('COMMIT');
    } finally {
      slow.release();
    }
    const { rows } = await stored('events', readTo);
    expect(rows.map(([eventId]) => eventId)).toEqual(['slow', `e${NOON_MS + 1}-0`]);
  });
});
