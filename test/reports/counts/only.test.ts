import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';
import { shipReportLog } from '../../support/report-log.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 2);
const TO_MS = FROM_MS + 72 * HOUR_MS;

let database: TestDatabase;
let stores: Stores;
let reports: Reports;

beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
  await shipReportLog(stores, { seed: 8, pages: 200, fromMs: FROM_MS, spanMs: 72 * HOUR_MS });
});
afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

const ask = (differences: Partial<ReportQuestion>) =>
  runReport(
    {
      ...{ name: 'rows', fromMs: FROM_MS + 24 * HOUR_MS, toMs: TO_MS, by: [], tz: 'UTC', origin: 'app' },
      ...{ compare: null, fewestUsers: 0 },
      ...differences,
    },
    reports,
    TO_MS,
  );

test.each([
  { name: 'rows', column: 'row_id', only: ['genre:drama', 'popular'], by: [] },
  { name: 'rows', column: 'row_id', only: ['top-picks'], by: ['day', 'position'], compare: 'previous' },
  { name: 'rows', column: 'row_id', only: ['popular'], by: ['surface'], fewestUsers: 3 },
  { name: 'items', column: 'item_id', only: ['film-3', 'film-1'], by: ['day'], tz: 'Asia/Kolkata' },
  { name: 'items', column: 'item_id', only: ['film-0'], by: [], compare: 'week' },
  { name: 'items', column: 'item_id', only: ['film-0', 'film-4'], by: ['row'], compare: 'previous' },
  { name: 'ctr', column: 'item_id', only: ['film-2'], by: ['item', 'surface', 'arm'], fewestUsers: 2 },
  { name: 'funnel', column: 'row_id', only: ['genre:drama'], by: ['row', 'position'], compare: 'previous' },
  { name: 'ctr', column: 'surface', only: ['tv', 'web'], by: ['surface', 'day'] },
  { name: 'fatigue', column: 'item_id', only: ['film-2'], by: ['item', 'surface'], fewestUsers: 2 },
] as const)('only $only of $name by $by: the rows of the whole report, intervals and all', async (asked) => {
  const { column, only, ...question } = asked;
  const whole = await ask(question);
  const part = await ask({ ...question, only });
  expect(part.rows.length).toBeGreaterThan(0);
  expect(part.rows).toEqual(whole.rows.filter((row) => (only as readonly unknown[]).includes(row[column])));
  expect(part.columns).toEqual(whole.columns);
});

test('a few items that are named are found by their pages, many by reading all', async () => {
  const few = ['film-0', 'film-1'];
  const many = [...few, ...Array.from({ length: 20 }, (_, n) => `no-film-${n}`)];
  const [found, read] = await Promise.all(
    [few, many].map((only) => ask({ name: 'items', by: ['row', 'position'], only })),
  );
  expect(found!.sql).toMatch(/v_item_impressions/);
  expect(read!.sql).not.toMatch(/v_item_impressions/);
  expect(found!.rows.length).toBeGreaterThan(4);
  expect(found!.rows).toEqual(read!.rows);
});

test('fatigue of items that are named is told item by item', async () => {
  const only = ['film-4', 'film-5'];
  const { rows, columns } = await ask({ name: 'fatigue', only });
  expect(columns.slice(0, 2)).toEqual(['item_id', 'exposure']);
  expect(rows).toEqual((await ask({ name: 'fatigue', only, by: ['item'] })).rows);
  expect(new Set(rows.map((row) => row.item_id))).toEqual(new Set(only));
});

test('what nobody was shown has no rows, whatever it is called', async () => {
  expect((await ask({ only: ["it's", 'never-was'] })).rows).toEqual([]);
  expect((await ask({ only: ["'); DROP TABLE items; --"], by: ['day'] })).rows).toEqual([]);
});

test.each([
  ['ctr', []],
  ['ctr', ['position', 'row']],
  ['coverage', ['row']],
  ['service', []],
])('%s by %j has no rows that could be named, and says so', async (name, by) => {
  await expect(ask({ name, by, only: ['popular'] })).rejects.toMatchObject({ code: 'invalid-request' });
});
