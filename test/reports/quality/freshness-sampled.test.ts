import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import type { DimensionName } from '../../../src/reports/report.ts';
import { runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';
import { REPORT_ITEMS, shipReportLog } from '../../support/report-log.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const TO_MS = FROM_MS + 9 * DAY_MS;

let database: TestDatabase;
let stores: Stores;
let reports: Reports;
beforeAll(async () => {
  database = await createTestDatabase();
  stores = openStores(database.url);
  reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
  await stores.items.upsert(REPORT_ITEMS.map((itemId) => anItem(itemId)));
  await shipReportLog(stores, { seed: 17, pages: 400, fromMs: FROM_MS, spanMs: TO_MS - FROM_MS, users: 120 });
});
afterAll(async () => {
  await stores.pool.end();
  await database.drop();
});

const added = (firstMs: number, others: number) =>
  stores.pool.query(
    `UPDATE items i SET added_at = CASE n.item_id WHEN 'film-0' THEN $1::timestamptz ELSE $2 END FROM item_ids n WHERE n.item_no = i.item_no`,
    [new Date(firstMs), new Date(others)],
  );

async function ask(by: readonly DimensionName[], of: Reports) {
  const time = { fromMs: FROM_MS, toMs: TO_MS, tz: 'UTC', compare: null, origin: 'app', fewestUsers: 0 } as const;
  return runReport({ name: 'freshness', by, ...time }, of, TO_MS);
}
/** As of a log of so many impressions that a quarter of the users tells how far they differ. */
const many = (): Reports => ({
  ...reports,
  extent: async (range) => ({ ...(await reports.extent(range)), impressions: 4e5 }),
});
const widthOf = (row: Readonly<Record<string, unknown>>): number => {
  const [low, high] = row.new_share_ci95 as [number, number];
  return high - low;
};

test.each([[[]], [['surface']], [['arm']], [['row']]] as const)(
  'by %j: a quarter of the users gives the same counts and an interval about as wide, and the notes say so',
  async (by) => {
    await added(FROM_MS - DAY_MS, FROM_MS - 400 * DAY_MS);
    const whole = await ask(by, reports);
    const sampled = await ask(by, many());
    const counts = (rows: typeof whole.rows) => rows.map(({ new_share_ci95: _, ...row }) => row);
    expect(counts(sampled.rows)).toEqual(counts(whole.rows));
    expect(whole.rows[0]!.new_served).toBeGreaterThan(10);
    sampled.rows.forEach((row, at) => {
      const ratio = widthOf(row) / widthOf(whole.rows[at]!);
      expect({ row, isAlike: ratio > 0.4 && ratio < 2.5 }).toEqual({ row, isAlike: true });
    });
    expect(sampled.definition.notes.join(' ')).toMatch(/share of 0\.25 of them/);
    expect(whole.definition.notes.join(' ')).not.toMatch(/drawn by their keys/);
  },
);

test('nothing is new: a user counts as one, sampled or not, and not each impression', async () => {
  await added(FROM_MS - 400 * DAY_MS, FROM_MS - 400 * DAY_MS);
  for (const asked of [reports, many()]) {
    const [row] = (await ask([], asked)).rows;
    expect(row).toMatchObject({ new_served: 0, new_share: 0 });
    // Wilson's score of none of n: z^2 / (n + z^2).
    const independent = 3.84 / ((row!.served as number) + 3.84);
    expect(widthOf(row!)).toBeGreaterThan(3 * independent);
  }
});
