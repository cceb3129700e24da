import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { shipReportLog } from '../../../support/report-log.ts';

const MIGRATION = join(import.meta.dirname, '../../../../migrations/0035_reports.sql');
const PAGES = 'SELECT * FROM page_funnel ORDER BY hour, route, surface, region, rung, ranker_version, arms, origin';

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
});
afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

test('what was rolled up before there was this roll-up is counted by the migration, what was not comes after; both equal the rebuilding', async () => {
  await shipReportLog(stores, { seed: 9, pages: 120, fromMs: Date.parse('2026-06-01T00:00Z'), spanMs: 30 * 3_600_000 });
  const { rows: followed } = await stores.pool.query(PAGES);
  expect(followed.length).toBeGreaterThan(50);
  const [backfill] = /INSERT INTO page_funnel[\s\S]*?;/.exec(readFileSync(MIGRATION, 'utf8'))!;
  await stores.pool.query('DELETE FROM page_funnel');
  await stores.pool.query(backfill);
  expect((await stores.pool.query(PAGES)).rows).toEqual(followed);
  await stores.rollUps.rebuild();
  expect((await stores.pool.query(PAGES)).rows).toEqual(followed);
  // Nothing of the log is behind the mark: nothing is counted twice.
  await stores.pool.query('DELETE FROM page_funnel');
  await stores.pool.query("UPDATE log_followers SET read_to = 0 WHERE follower = 'roll-ups'");
  await stores.pool.query(backfill);
  expect((await stores.pool.query(PAGES)).rows).toEqual([]);
});
