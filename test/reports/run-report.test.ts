import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../src/adapters/postgres/analyst-login.ts';
import { createReports } from '../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import type { Reports } from '../../src/domain/ports/reports.ts';
import { REPORTS } from '../../src/reports/registry.ts';
import { DIMENSIONS, type DimensionName } from '../../src/reports/report.ts';
import { type ReportQuestion, runReport } from '../../src/reports/run-report.ts';
import { counted, countsOf, FILM_S, secondsOf, watched } from '../support/counted-reports.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../support/database.ts';
import { anItem } from '../support/items.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { type Shown, shipReportLog } from '../support/report-log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of New York go back within the first of them. */
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const SPAN_MS = 9 * DAY_MS;

const QUESTION: ReportQuestion = {
  name: 'ctr',
  fromMs: FROM_MS,
  toMs: FROM_MS + SPAN_MS,
  by: [],
  tz: 'UTC',
  origin: 'app',
  compare: null,
  fewestUsers: 0,
};

describe('reports that count', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let analyst: Client;
  let shown: readonly Shown[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    await stores.items.upsert([anItem('film-1', { title: "It's a film", durationS: FILM_S })]);
    shown = await shipReportLog(stores, { seed: 5, pages: 400, fromMs: FROM_MS, spanMs: SPAN_MS });
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: 'p' });
    analyst = new Client({ connectionString: url });
    await analyst.connect();
    // A session that reads times otherwise gets the same rows.
    await analyst.query("SET TimeZone = 'Pacific/Auckland'");
  });
  afterAll(async () => {
    await analyst.end();
    await stores.pool.end();
    await database.drop();
  });

  const ask = (differences: Partial<ReportQuestion>) =>
    runReport({ ...QUESTION, ...differences }, reports, FROM_MS + SPAN_MS);

  test('random questions over a random log: counts equal those of the raw log, and the shown SQL returns the shown rows', async () => {
    const random = seededRandom(20_261_121);
    const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
    for (let n = 0; n < 60; n++) {
      const report = REPORTS.filter(({ name }) => COUNTED.includes(name))[n % COUNTED.length]!;
      const wholeHours = n % 3 === 0;
      const at = (share: number) => {
        const ms = FROM_MS + Math.floor(share * SPAN_MS);
        return wholeHours ? Math.floor(ms / HOUR_MS) * HOUR_MS : ms;
      };
      const begin = random() * 0.7;
      const question = {
        ...QUESTION,
        name: report.name,
        fromMs: at(begin),
        toMs: at(begin + 0.02 + random() * 0.3),
        by: report.dimensions.filter(() => random() < 0.2),
        tz: oneOf(['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham']),
        compare: oneOf([null, null, 'previous'] as const),
        origin: oneOf(['app', 'app', 'test'] as const),
      };
      const answer = await runReport(question, reports, question.toMs);
      const own: DimensionName[] = report.name === 'rows' ? ['row'] : report.name === 'items' ? ['item'] : [];
      const by = [...own, ...question.by];
      expect({ question, counts: countsOf(answer.rows, by) }).toEqual({
        question,
        counts: counted(shown, question, by),
      });
      if (report.metrics.includes('watched_hours')) {
        expect({ question, seconds: secondsOf(answer.rows, by) }).toEqual({
          question,
          seconds: watched(shown, question, by),
        });
      }
      expect((await analyst.query(answer.sql)).rows.map(withNumbers)).toEqual(answer.rows);
    }
  }, 120_000);

  test('sums over any dimension equal the total; over arms, of pages in one experiment at most', async () => {
    const [total] = (await ask({})).rows;
    for (const by of Object.keys(DIMENSIONS) as DimensionName[]) {
      const { rows } = await ask({ by: [by] });
      const summed = rows.filter(({ arm }) => by !== 'arm' || !String(arm).startsWith('order:'));
      for (const column of ['served', 'viewed', 'clicked']) {
        expect([by, column, summed.reduce((sum, row) => sum + (row[column] as number), 0)]).toEqual([
          by,
          column,
          total![column],
        ]);
      }
    }
  });

  test('columns of ctr: what it is told by, counts, the ratio and its interval, which holds it', async () => {
    const { columns, rows } = await ask({ by: ['day', 'row'] });
    expect(columns).toEqual(['day', 'row_id', 'served', 'viewed', 'clicked', 'ctr', 'ctr_ci95']);
    expect(rows.length).toBeGreaterThan(20);
    for (const { ctr, served, clicked, ctr_ci95 } of rows as {
      ctr: number;
      served: number;
      clicked: number;
      ctr_ci95: number[];
    }[]) {
      expect(ctr).toBe(clicked / served);
      expect(ctr_ci95[0]).toBeLessThanOrEqual(ctr + 1e-9);
      expect(ctr_ci95[1]).toBeGreaterThanOrEqual(ctr - 1e-9);
    }
  });

  test('compare=week: the same hours the fewest whole weeks before; of whole weeks the same as the time just before', async () => {
    const HOURS_MS = 5 * HOUR_MS;
    const toMs = Date.parse('2026-11-08T00:00:00Z');
    for (const [spanMs, weeks] of [
      [HOURS_MS, 1],
      [7 * DAY_MS, 1],
      [7 * DAY_MS + 1, 2],
    ] as const) {
      const earlierMs = weeks * 7 * DAY_MS;
      const before = await ask({ fromMs: toMs - spanMs - earlierMs, toMs: toMs - earlierMs });
      const [row] = (await ask({ fromMs: toMs - spanMs, toMs, compare: 'week' })).rows;
      expect([spanMs, row!.previous_served]).toEqual([spanMs, before.rows[0]?.served ?? 0]);
    }
    const whole = { fromMs: toMs - 7 * DAY_MS, toMs, by: ['day', 'surface'] };
    const { rows, columns } = await ask({ ...whole, compare: 'week' });
    const previous = await ask({ ...whole, compare: 'previous' });
    expect({ columns, rows }).toEqual({ columns: previous.columns, rows: previous.rows });
    expect(rows.some(({ previous_served }) => (previous_served as number) > 0)).toBe(true);
  });

  test('compare=previous: the time just before, the change and its interval', async () => {
    const toMs = Date.parse('2026-11-07T00:00:00Z');
    const fromMs = toMs - 3 * DAY_MS;
    const now = (await ask({ fromMs, toMs })).rows[0]!;
    const before = (await ask({ fromMs: fromMs - 3 * DAY_MS, toMs: fromMs })).rows[0]!;
    const [row] = (await ask({ fromMs, toMs, compare: 'previous' })).rows;
    expect(row).toMatchObject({ ...now, previous_served: before.served, previous_ctr: before.ctr });
    const change = (now.ctr as number) - (before.ctr as number);
    expect(row!.ctr_change).toBeCloseTo(change, 12);
    const [low, high] = row!.ctr_change_ci95 as [number, number];
    expect(low).toBeLessThan(change);
    expect(high).toBeGreaterThan(change);
    const days = (await ask({ fromMs, toMs, by: ['day'], compare: 'previous' })).rows;
    expect(days.map(({ day }) => day)).toEqual(['2026-11-04', '2026-11-05', '2026-11-06']);
  });

  test('items have their titles, the most served first', async () => {
    const { rows } = await ask({ name: 'items' });
    expect(rows.find(({ item_id }) => item_id === 'film-1')!.title).toBe("It's a film");
    const served = rows.map((row) => row.served as number);
    expect(served).toEqual(served.toSorted((a, b) => b - a));
  });

  test('of very many impressions a share of the users tells the spread: counts are the same, intervals about as wide', async () => {
    const many: Reports = {
      ...reports,
      extent: async (range) => ({ ...(await reports.extent(range)), impressions: 4e5 }),
    };
    const whole = await ask({ by: ['surface'] });
    const sampled = await runReport({ ...QUESTION, by: ['surface'] }, many, FROM_MS + SPAN_MS);
    expect(sampled.sql).toMatch(/user_key < uuid '40000000-/);
    expect(sampled.definition.notes.join(' ')).toMatch(/share of 0\.25 of the users/);
    expect(sampled.rows.map(({ ctr_ci95: _, ...row }) => row)).toEqual(
      whole.rows.map(({ ctr_ci95: _, ...row }) => row),
    );
    const widths = ({ rows }: typeof whole) =>
      rows.map((row) => (row.ctr_ci95 as number[])[1]! - (row.ctr_ci95 as number[])[0]!);
    widths(sampled).forEach((width, at) => {
      expect(width / widths(whole)[at]!).toBeGreaterThan(0.3);
      expect(width / widths(whole)[at]!).toBeLessThan(3);
    });
    expect((await analyst.query(sampled.sql)).rows.map(withNumbers)).toEqual(sampled.rows);
  });

  test('groups of few users are left out where that is asked for, and the notes say so', async () => {
    const all = (await ask({ by: ['day', 'row'] })).rows;
    const { rows, definition } = await ask({ by: ['day', 'row'], fewestUsers: 10 });
    const users = new Map<string, Set<number>>();
    for (const { atMs, origin, row, user } of shown) {
      if (origin !== 'app') continue;
      const key = `${new Date(atMs).toISOString().slice(0, 10)} ${row}`;
      users.set(key, (users.get(key) ?? new Set()).add(user));
    }
    const enough = all.filter(({ day, row_id }) => users.get(`${day} ${row_id}`)!.size >= 10);
    expect(enough.length).toBeLessThan(all.length);
    expect(countsOf(rows, ['day', 'row'])).toEqual(countsOf(enough, ['day', 'row']));
    expect(definition.notes.join(' ')).toMatch(/fewer than 10 users/);
    // Few are not told as none where the other time had enough.
    const half = { fromMs: FROM_MS + 6 * DAY_MS, toMs: FROM_MS + SPAN_MS };
    const compared = await ask({ ...half, by: ['row', 'surface', 'rung'], compare: 'previous', fewestUsers: 10 });
    const counts = compared.rows.flatMap(({ served, previous_served }) => [served, previous_served]);
    expect(counts).toContain(null);
    expect(counts.filter((count) => count !== null && (count as number) < 10)).toEqual([]);
  });

  test('the analyst’s rights do for every report, and nothing it could say writes', async () => {
    await expect(reports.query('DELETE FROM funnel_stats')).rejects.toThrow(/read-only|permission/);
    await expect(reports.query('SELECT * FROM decisions')).rejects.toThrow(/permission/);
    // The role and the settings go with the transaction.
    expect((await stores.pool.query('SELECT current_user AS who')).rows[0].who).toBe(`${TEST_TENANT}_service`);
  });

  test('one that takes too long is ended and says what to ask instead', async () => {
    const hasty = createReports({ pool: stores.pool, tenant: TEST_TENANT, timeoutMs: 50 });
    await expect(hasty.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'unavailable' });
    expect((await hasty.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test.each([
    [{ name: 'cost' }, 'unknown-report', /ctr, funnel, rows, items/],
    [{ by: ['day', 'colour'] }, 'invalid-request', /day, row, position, source, model, arm, surface, region/],
    [{ name: 'items', by: ['item'] }, 'invalid-request', /takes day, row/],
    [{ toMs: FROM_MS }, 'invalid-request', /before/],
  ])('%j is refused with %s', async (differences, code, words) => {
    await expect(ask(differences)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });
});

const COUNTED = ['ctr', 'funnel', 'rows', 'items', 'corrected-ctr'];

const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /served|viewed|clicked|played|completed/.test(name) ? Number(value) : value,
    ]),
  );
