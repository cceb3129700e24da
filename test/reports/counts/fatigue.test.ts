import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { DIMENSIONS, type DimensionName } from '../../../src/reports/report.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';
import { type Shown, shipReportLog } from '../../support/report-log.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2026-06-01T00:00Z');
const SPAN_MS = 30 * DAY_MS;
const QUESTION: ReportQuestion = {
  name: 'fatigue',
  fromMs: FIRST_MS + 16 * DAY_MS,
  toMs: FIRST_MS + 23 * DAY_MS,
  by: [],
  tz: 'UTC',
  origin: 'app',
  compare: null,
  fewestUsers: 0,
};

describe('report fatigue', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let shown: readonly Shown[];
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    shown = await shipReportLog(stores, { seed: 12, pages: 700, fromMs: FIRST_MS, spanMs: SPAN_MS, users: 40 });
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const ask = (differences: Partial<ReportQuestion> = {}) =>
    runReport({ ...QUESTION, ...differences }, reports, FIRST_MS + SPAN_MS);

  test.each<[readonly DimensionName[]]>([[[]], [['item']], [['row', 'surface']], [['arm']], [['day']]])(
    'by %j: an exposure is a page that showed it, within 14 days, also before the time; counts equal those of the log',
    async (by) => {
      const { rows, columns } = await ask({ by });
      const own = by.map((name) => DIMENSIONS[name]);
      expect(columns).toEqual([
        ...own,
        ...['exposure', 'served', 'clicked', 'ctr', 'ctr_ci95', 'exposure_effect', 'exposure_effect_ci95'],
      ]);
      const answered = rows.map((row) => [
        JSON.stringify([...own, 'exposure'].map((name) => row[name])),
        [row.served, row.clicked],
      ]);
      expect(Object.fromEntries(answered)).toEqual(counted(shown, by, QUESTION.fromMs!, QUESTION.toMs!));
    },
  );

  test('compared with the time before, whose exposures are counted from the days before it', async () => {
    const [fromMs, toMs] = [FIRST_MS + 23 * DAY_MS, FIRST_MS + 30 * DAY_MS];
    const { rows } = await ask({ fromMs, toMs, compare: 'previous' });
    const before = (await ask()).rows;
    expect(rows.flatMap((row) => row.previous_served || [])).toEqual(before.map((row) => row.served));
    expect(rows[1]).toMatchObject({ previous_exposure_effect: before[1]!.exposure_effect });
  });

  test('of many impressions a share of the users is told of, and the notes say so', async () => {
    const many: Reports = {
      ...reports,
      extent: async (range) => ({ ...(await reports.extent(range)), impressions: 240_000 }),
    };
    const { rows, definition, sql } = await runReport(QUESTION, many, FIRST_MS + SPAN_MS);
    expect(definition.notes[0]).toMatch(/share of 0\.28 of the users/);
    expect(sql).toMatch(/user_key < uuid '47/);
    expect(rows[0]!.served as number).toBeLessThan((await ask()).rows[0]!.served as number);
  });

  test('groups of few users are left out where that is asked for', async () => {
    const { rows } = await ask({ by: ['item'], fewestUsers: 10 });
    const all = (await ask({ by: ['item'] })).rows;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.length);
    expect(Math.min(...rows.map(({ served }) => served as number))).toBeGreaterThanOrEqual(10);
  });
});

function counted(shown: readonly Shown[], by: readonly DimensionName[], fromMs: number, toMs: number) {
  const pages = new Map<string, Set<number>>();
  for (const { origin, user, item, atMs } of shown) {
    if (origin !== 'app') continue;
    const key = `${user} ${item}`;
    pages.set(key, (pages.get(key) ?? new Set()).add(atMs));
  }
  const groups: Record<string, [number, number]> = {};
  for (const one of shown) {
    if (one.origin !== 'app' || one.atMs < fromMs || one.atMs >= toMs) continue;
    const times = [...pages.get(`${one.user} ${one.item}`)!];
    const exposure = Math.min(10, times.filter((ms) => ms <= one.atMs && ms >= one.atMs - 14 * DAY_MS).length);
    const arms = Object.entries(one.arms).map(([experiment, arm]) => `${experiment}:${arm}`);
    for (const arm of by.includes('arm') && arms.length > 0 ? arms : [null]) {
      const values = { ...one, arm, pin: null, day: new Date(one.atMs).toISOString().slice(0, 10) };
      const key = JSON.stringify([...by.map((name) => values[name]), exposure]);
      groups[key] ??= [0, 0];
      groups[key][0]++;
      if (one.clicked) groups[key][1]++;
    }
  }
  return groups;
}
