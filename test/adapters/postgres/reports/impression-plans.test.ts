import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { farther, impressions, type Statement } from '../../../../src/adapters/postgres/reports/impression-sql.ts';
import { notRolledUp, rolledUpHours } from '../../../../src/adapters/postgres/reports/item-hours.ts';
import type { ImpressionFilter, ImpressionPlace } from '../../../../src/domain/ports/impression-log.ts';
import { DAY_MS, installationMs } from '../../../ingest/replay-world.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { nodesBelow, planOf } from '../../../support/explain.ts';
import { userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const DAYS = 6;
const PAGES_A_DAY = 8_000;
const USERS = 1_000;

describe('how Postgres reads the log for the explorer', () => {
  let database: TestDatabase;
  let stores: Stores;
  let firstMs: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    firstMs = await installationMs(stores);
    for (let day = 0; day < DAYS; day++) await stores.log.ensurePartitions(firstMs + day * DAY_MS);
    await stores.owner.query(FILL, [new Date(firstMs), DAYS * PAGES_A_DAY, 86_400 / PAGES_A_DAY, USERS]);
    await stores.owner.query(
      "INSERT INTO item_funnel SELECT $1::timestamptz + n % 144 * interval '1 hour', n / 144, 0, 'app', 1, 0, 0, 0, 0 FROM generate_series(0, 143999) AS n",
      [new Date(firstMs)],
    );
    await stores.owner.query('ANALYZE decisions, outcomes, item_funnel');
  }, 120_000);

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** The two days in the middle of six, from noon to noon: three partitions. */
  const range = () => ({ fromUs: (firstMs + 1.5 * DAY_MS) * 1_000, untilUs: (firstMs + 3.5 * DAY_MS) * 1_000 });
  const place = (days: number): ImpressionPlace => ({
    servedAtUs: (firstMs + days * DAY_MS) * 1_000,
    recommendationId: '00000000-0000-0000-0000-000000000000',
    slot: 0,
  });
  const partitionsFrom = (day: number, count: number): string[] =>
    Array.from({ length: count }, (_, n) => {
      const text = new Date(firstMs + (day + n) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
      return `decisions_${text}`;
    });

  /** The log's tables that are read are these, each through an index on a condition: none from end to end. */
  async function expectIndexed(statement: Statement, tables: readonly string[], index: RegExp) {
    const nodes = await planOf(stores.pool, statement);
    const scans = nodes.filter((node) => /^decisions/.test(node['Relation Name'] ?? ''));
    expect(scans.map((scan) => scan['Relation Name']).toSorted()).toEqual(tables.toSorted());
    for (const scan of scans) {
      expect(scan['Node Type']).toMatch(/^(Index Scan|Index Only Scan|Bitmap Heap Scan)$/);
      const looks = nodesBelow(scan).filter((node) => node['Index Name'] !== undefined);
      expect(looks.length).toBeGreaterThan(0);
      for (const look of looks) {
        expect(look['Index Name']).toMatch(index);
        expect(look['Index Cond']).toBeDefined();
      }
    }
  }

  test('the end of a window is found by the time index, in the partitions of the time asked for', async () => {
    const stretch = { ...range(), after: place(3.5), userKey: undefined };
    await expectIndexed(farther(stretch, 32), partitionsFrom(1, 3), /served_at_recommendation_id/);
    await expectIndexed(farther(stretch, 4_096), partitionsFrom(1, 3), /served_at_recommendation_id/);
    const later = { ...stretch, after: place(2.2) };
    await expectIndexed(farther(later, 32), partitionsFrom(1, 2), /served_at_recommendation_id/);
  });

  test("a user's by the user index, in the partitions of the time asked for", async () => {
    const userKey = userKeyFor(7);
    const stretch = { ...range(), after: place(3.5), userKey };
    for (const window of [32, 4_096]) {
      await expectIndexed(farther(stretch, window), partitionsFrom(1, 3), /user_key_served_at/);
    }
    const question = { filter: { userKey }, limit: 51, outcomes: true };
    await expectIndexed(impressions(stretch, null, null, question), partitionsFrom(1, 3), /user_key_served_at/);
  });

  test.each<[string, ImpressionFilter, number | null]>([
    ['nothing', {}, null],
    ['an item', { itemId: 'film-1' }, 1],
    ['a row', { rowId: 'genre:none' }, null],
    [
      'all there is',
      { model: 'v7', arm: 'a', pinned: true, explored: true, region: 'SE', source: 'pin', rung: 'R0', origin: 'app' },
      3,
    ],
  ])('a window is read by the time index alone, whatever is looked for in it: %s', async (_, filter, itemNo) => {
    const stretch = { ...range(), after: place(3.4), userKey: undefined };
    for (const outcomes of [false, true]) {
      const statement = impressions(stretch, place(3.1), itemNo, { filter, limit: 51, outcomes });
      await expectIndexed(statement, partitionsFrom(3, 1), /served_at_recommendation_id/);
    }
  });

  test('the hours of an item are found by item, and what is not rolled up by when it was stored', async () => {
    const asked = {
      itemNo: 7,
      origin: 'app',
      fromMs: firstMs + 1.5 * DAY_MS,
      untilMs: firstMs + 3.5 * DAY_MS,
    } as const;
    const hours = await planOf(stores.pool, rolledUpHours(asked));
    const [scan] = hours.filter((node) => node['Index Cond'] !== undefined);
    expect(hours.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(scan!['Index Cond']).toMatch(/item_no = 7/);
    const { rows } = await stores.pool.query('SELECT max(stored_in) AS last FROM decisions');
    // Nothing waits, all of it does.
    for (const readTo of [rows[0].last + 1, 0]) {
      await expectIndexed(notRolledUp(asked, readTo), partitionsFrom(1, 3), /stored_in/);
    }
  });
});

/** Pages of ten slots, evenly over the days; $3: seconds between two. */
const FILL = `INSERT INTO decisions (recommendation_id, served_at, user_key, origin, route, surface, region, maturity, rung,
  retrieval_version, ranker_version, arms, snapshot_versions, random_seed, took_ms, row_ids, withheld, item_no, row_index,
  position, source, score, propensity, explored, pin_no, displaced_item_no, journal_id, journal_position)
SELECT gen_random_uuid(), $1::timestamptz + n * $3::float8 * interval '1 second', lpad(to_hex(n * 7919 % $4), 32, '0')::uuid, 'app', 'home', 'tv',
  'SE', 'adult', 'R0', 'v7', 'v7', '{}', '{}', 1, 1, '{top-picks}', '[]', array_agg(n * 31 % 997 + s), array_fill(0, '{10}'),
  array_agg(s), array_fill(0, '{10}'), array_fill(0.5, '{10}'), array_fill(1, '{10}'), array_fill(false, '{10}'),
  array_fill(0, '{10}'), array_fill(0, '{10}'), 'j', 0
FROM generate_series(0, $2::int - 1) AS n, generate_series(0, 9) AS s GROUP BY n ORDER BY n`;
