import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFolderTarget } from '../../src/adapters/files/folder-target.ts';
import { createParquetFile } from '../../src/adapters/parquet/parquet-file.ts';
import { createErasures } from '../../src/adapters/postgres/log/erasures.ts';
import { createLogExport } from '../../src/adapters/postgres/log/log-export.ts';
import { exportFolder } from '../../src/commands/export-folder.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import type { Exported } from '../../src/domain/ports/log-export.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

/** What another program reads from the Parquet files of `export` is what SQL says, of sums, days and types; by DuckDB. */
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 5, 1);
const USERS = 12;
const CLOCK = { nowMs: () => FIRST_MS + 9 * DAY_MS, monotonicMs: () => 0 };

describe('exported Parquet, read by DuckDB', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let folder: string;
  let duckdb: Awaited<ReturnType<DuckDBInstance['connect']>>;
  let position = 0;
  const random = seededRandom(20_261_121);

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    numbers = await stores.itemNumbers.resolve(Array.from({ length: 30 }, (_, n) => `film-${n}`));
    folder = mkdtempSync(join(tmpdir(), 'marquee-duckdb-'));
    duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    await store(400);
    await exportAll(true);
    // Later rows of the same days, and of a new one.
    await store(200);
    await exportAll(true);
    while ((await stores.rollUps.run()).more);
    await exportTo('whole', 'outcomes', false);
  });
  afterAll(async () => {
    duckdb.closeSync();
    rmSync(folder, { recursive: true });
    await stores.pool.end();
    await database.drop();
  });

  /** Pages over four days, some clicked, with scores, propensities and texts of every kind. */
  async function store(pages: number): Promise<void> {
    const decisions = Array.from({ length: pages }, (_, n) => {
      const servedAtMs = FIRST_MS + Math.floor(random() * 4 * DAY_MS);
      const items = numbers.slice(0, 1 + Math.floor(random() * 20));
      const page = aDecision([...items], {
        servedAtMs,
        recommendationId: recommendationIdAt(servedAtMs, position * 1000 + n),
        userKey: userKeyFor(1 + Math.floor(random() * USERS)),
        region: random() < 0.2 ? null : 'SE',
        switches: random() < 0.5 ? [] : ['exploration', 'row:genre'],
      });
      page.slots.propensity.fill(Math.fround(random()));
      return page;
    });
    const events = decisions
      .filter(() => random() < 0.5)
      .map(({ servedAtMs, userKey, recommendationId }, n) =>
        anEvent({
          eventId: `=e${position}-${n}`,
          userKey,
          occurredAtMs: servedAtMs + 1000,
          type: random() < 0.5 ? 'click' : 'progress',
          portion: random(),
          impressionIds: [`${recommendationId}.0.0`],
          properties: { device: 'tv', 'n"': 1.5 },
        }),
      );
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
  }

  async function exportTo(name: string, what: Exported, sinceWatermark: boolean): Promise<void> {
    const deps = { logExport: createLogExport(stores), clock: CLOCK, loadParquet: async () => createParquetFile };
    const options = {
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
      format: 'parquet',
      sinceWatermark,
    } as const;
    await exportFolder({ stderr: () => {} }, deps, createFolderTarget(join(folder, name)), what, options);
  }
  async function exportAll(sinceWatermark: boolean): Promise<void> {
    for (const what of ['impressions', 'events'] as const) await exportTo('lake', what, sinceWatermark);
  }
  const read = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
  const parquet = (what: Exported, name = 'lake') =>
    `read_parquet('${join(folder, name)}/day=*/${what}*.parquet', hive_partitioning = true)`;
  const erased = () => `read_parquet('${join(folder, 'lake', '_marquee', 'erased.parquet')}')`;
  const inPostgres = async (sql: string) => (await stores.pool.query(sql)).rows;

  const SUMS = {
    impressions: `count(*)::text AS n, count(DISTINCT impression_id)::text AS ids, round(sum(score::float8)::numeric, 6)::text AS scores,
      sum(position)::text AS positions, count(region)::text AS regions, count(DISTINCT user_key)::text AS users, min(stored_in)::text AS stored`,
    events: `count(*)::text AS n, count(DISTINCT event_id)::text AS ids, round(sum(portion)::numeric, 6)::text AS portions,
      count(value)::text AS "values", min(stored_in)::text AS stored`,
  };

  test.each(['impressions', 'events'] as const)('%s of each day have the sums that SQL has', async (what) => {
    const time = what === 'events' ? 'occurred_at' : 'served_at';
    const sums = SUMS[what].replaceAll('::numeric', '::DECIMAL(38, 12)');
    const theirs = await read(`SELECT day::text AS day, ${sums} FROM ${parquet(what)} GROUP BY 1 ORDER BY 1`);
    const ours = await inPostgres(
      `SELECT (${time} AT TIME ZONE 'UTC')::date::text AS day, ${SUMS[what]} FROM v_${what} GROUP BY 1 ORDER BY 1`,
    );
    expect(ours.length).toBeGreaterThanOrEqual(4);
    const rounded = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name === 'day' ? value : Number(value)])),
      );
    expect(rounded(theirs)).toEqual(rounded(ours));
    expect(Number(theirs[0]!.n)).toBeGreaterThan(50);
  });

  test('a row has the values that SQL has, of every type', async () => {
    const columns = `event_id, type, user_key, item_id, received_at::text AS received_at, portion, value, origin, session_id, occurred_on::text AS day`;
    const theirs = await read(
      `SELECT ${columns.replace('received_at::text', "strftime(received_at, '%Y-%m-%d %H:%M:%S.%g')")}, impression_ids[1] AS first,
        properties->>'device' AS device FROM ${parquet('events')} ORDER BY event_id LIMIT 20`,
    );
    const ours = await inPostgres(
      `SELECT ${columns.replace('received_at::text', "to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')")},
        impression_ids[1] AS first, properties->>'device' AS device FROM v_events ORDER BY event_id COLLATE "C" LIMIT 20`,
    );
    expect(theirs).toEqual(ours);
  });

  test('outcomes join impressions as they do in SQL', async () => {
    const clicks = (impressions: string, outcomes: string) =>
      `SELECT count(*)::text AS served, count(o.clicked_at)::text AS clicked FROM ${impressions} i JOIN ${outcomes} o USING (impression_id)`;
    const theirs = await read(clicks(parquet('impressions'), parquet('outcomes', 'whole')));
    expect(theirs).toEqual(await inPostgres(clicks('v_impressions', 'v_outcomes')));
    expect(Number(theirs[0]!.clicked)).toBeGreaterThan(0);
  });

  test('a question about one day opens the files of that day alone', async () => {
    const files = await read(`SELECT count(*)::text AS n FROM glob('${folder}/lake/day=*/impressions*.parquet')`);
    const plan = JSON.stringify(
      await read(`EXPLAIN ANALYZE SELECT count(*) FROM ${parquet('impressions')} WHERE day = DATE '2026-06-02'`),
    );
    expect(files[0]!.n).toBe('8');
    expect(plan).toMatch(/Scanning Files: 2\/8/);
  });

  test('the file says which view it is of, and in which version', async () => {
    const facts = await read(
      `SELECT DISTINCT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${folder}/lake/day=*/events*.parquet') ORDER BY 1`,
    );
    expect(facts).toEqual(
      expect.arrayContaining([
        { key: 'marquee.schema', value: '1' },
        { key: 'marquee.view', value: 'v_events' },
      ]),
    );
  });

  test('with the tombstones applied as the page says, the copy says what the log says after an erasure', async () => {
    const order = { userKey: userKeyFor(3), erasedAtMs: FIRST_MS + 30 * DAY_MS, receiptId: null, throughNewest: false };
    await createErasures(stores).erase(order);
    await exportAll(true);
    const left = (what: 'impressions' | 'events', time: string) =>
      read(
        `SELECT count(*)::text AS n FROM ${parquet(what)} AS log ANTI JOIN ${erased()} AS e ON log.user_key = e.user_key AND log.${time} <= e.erased_at`,
      );
    expect(await left('impressions', 'served_at')).toEqual(
      await inPostgres('SELECT count(*)::text AS n FROM v_impressions'),
    );
    expect(await left('events', 'occurred_at')).toEqual(await inPostgres('SELECT count(*)::text AS n FROM v_events'));
    const all = await read(
      `SELECT count(*)::int AS n FROM ${parquet('impressions')} WHERE user_key = '${userKeyFor(3)}'`,
    );
    expect(all[0]!.n).toBeGreaterThan(0);
  });
});
