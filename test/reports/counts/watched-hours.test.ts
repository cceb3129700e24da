import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { FILM_S } from '../../support/counted-reports.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';
import { shipReportLog } from '../../support/report-log.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const SPAN_MS = 9 * DAY_MS;
const QUESTION: ReportQuestion = {
  name: 'funnel',
  fromMs: FROM_MS,
  toMs: FROM_MS + SPAN_MS,
  by: [],
  tz: 'UTC',
  origin: 'app',
  compare: null,
  fewestUsers: 0,
};

// That they equal those of the log, by every dimension and from roll-ups as well, is in run-report.test.ts.
describe('watched hours', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    await stores.items.upsert([anItem('film-1', { durationS: FILM_S })]);
    await shipReportLog(stores, { seed: 5, pages: 400, fromMs: FROM_MS, spanMs: SPAN_MS });
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const ask = (differences: Partial<ReportQuestion>) =>
    runReport({ ...QUESTION, ...differences }, reports, FROM_MS + SPAN_MS);

  test('watched hours per 1,000 served: the ratio, and an interval that holds it', async () => {
    const { rows } = await ask({ name: 'funnel', by: ['item'] });
    expect(rows.map(({ item_id, watched_hours }) => [item_id, (watched_hours as number) > 0])).toEqual(
      ['film-0', 'film-1', 'film-2', 'film-3', 'film-4', 'film-5'].map((item) => [item, item === 'film-1']),
    );
    const film = rows[1] as Record<string, number>;
    const [low, high] = rows[1]!.hours_per_1000_served_ci95 as number[];
    expect(film.hours_per_1000_served).toBeCloseTo((1000 * film.watched_hours!) / film.served!, 9);
    expect(low).toBeLessThan(film.hours_per_1000_served!);
    expect(high).toBeGreaterThan(film.hours_per_1000_served!);
    // Of about 150 impressions by 30 users: neither sure of itself nor without a word.
    expect(high! / low!).toBeGreaterThan(1.2);
    expect(high! / low!).toBeLessThan(5);
  });

  test('hours of days that were dropped before there were any are unknown, not none; in a comparison as well', async () => {
    const rollUp = (text: string) => text.replace('v_item_funnel_hourly', 'f');
    const unknown: Reports = {
      ...reports,
      query: (sql) =>
        reports.query(
          rollUp(sql).replace(
            'WITH',
            `WITH f AS (SELECT hour, item_id, pin_id, origin, served, viewed, clicked, played, completed,
              CASE WHEN item_id <> 'film-1' THEN watched_s END AS watched_s FROM v_item_funnel_hourly),`,
          ),
        ),
    };
    const range = { fromMs: Date.parse('2026-11-04T00:00Z'), toMs: Date.parse('2026-11-06T00:00Z') };
    const { rows } = await runReport({ ...QUESTION, ...range, name: 'items' }, unknown, range.toMs);
    expect(rows.find(({ item_id }) => item_id === 'film-1')).toMatchObject({
      watched_hours: null,
      hours_per_1000_served: null,
    });
    expect(rows.find(({ item_id }) => item_id === 'film-2')!.watched_hours).toBe(0);
  });
});
