import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { coverage } from '../../../src/reports/quality/coverage.ts';
import { freshness } from '../../../src/reports/quality/freshness.ts';
import { DIMENSIONS, type DimensionName } from '../../../src/reports/report.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { besideEachOther, expectBeside } from '../../support/beside.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';
import { type Shown, shipReportLog } from '../../support/report-log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const SPAN_MS = 9 * DAY_MS;
const day = (n: number): string => new Date(FROM_MS + n * DAY_MS).toISOString().slice(0, 10);
const window = (from: number | null, until: number | null) => ({
  region: '*',
  from: from === null ? null : `${day(from)}T00:00:00Z`,
  until: until === null ? null : `${day(until)}T00:00:00Z`,
});

/** film-5 is in no catalogue; titles that pages have never had stand beside those they have. */
const CATALOGUE = [
  { ...anItem('film-0', { releaseDate: day(-400) }), added: -200 },
  { ...anItem('film-1', { releaseDate: day(-3) }), added: -30 },
  { ...anItem('film-2', { releaseDate: null }), added: 2 },
  { ...anItem('film-3', { releaseDate: day(-20) }), added: -5 },
  { ...anItem('film-4', { type: 'episode', seriesId: 'series-1', season: 1, episode: 1 }), added: 1 },
  { ...anItem('series-1', { type: 'series', releaseDate: day(-900) }), added: -50 },
  { ...anItem('never', {}), added: -1 },
  { ...anItem('old', {}), added: -100 },
  { ...anItem('licence-over', { windows: [window(-50, -1)] }), added: -100 },
  { ...anItem('licence-to-come', { windows: [window(40, null)] }), added: -100 },
  { ...anItem('over', { endsAt: `${day(-2)}T00:00:00Z` }), added: -100 },
] as const;
/** What may be shown at some time of any range within the log. */
const TITLES = ['film-0', 'film-1', 'film-2', 'series-1', 'never', 'old'];
const addedMs = (item: string) => FROM_MS + CATALOGUE.find(({ itemId }) => itemId === item)!.added * DAY_MS;

describe('reports on the catalogue', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let analyst: Client;
  let shown: readonly Shown[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    await stores.items.upsert(CATALOGUE.map(({ added: _, ...item }) => item));
    for (const { itemId, added } of CATALOGUE) {
      await stores.pool.query(
        'UPDATE items i SET added_at = $1 FROM item_ids n WHERE n.item_no = i.item_no AND n.item_id = $2',
        [new Date(FROM_MS + added * DAY_MS), itemId],
      );
    }
    const change = { atMs: FROM_MS, actor: 'key-1', reason: 'rights' };
    await stores.items.setBlocked('film-3', true, 'rights', change);
    shown = await shipReportLog(stores, { seed: 11, pages: 300, fromMs: FROM_MS, spanMs: SPAN_MS });
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: 'p' });
    analyst = new Client({ connectionString: url });
    await analyst.connect();
    await analyst.query("SET TimeZone = 'Pacific/Auckland'");
  });
  afterAll(async () => {
    await analyst.end();
    await stores.pool.end();
    await database.drop();
  });

  const questionOf = (random: () => number, dimensions: readonly DimensionName[]): ReportQuestion => {
    const begin = random() * 0.7;
    const at = (share: number) => Math.floor(FROM_MS + share * SPAN_MS);
    return {
      name: 'coverage',
      fromMs: at(begin),
      toMs: at(begin + 0.02 + random() * 0.28),
      // By the day alone it is of the roll-up, and of the log where days begin within an hour.
      by: random() < 0.3 ? ['day'] : dimensions.filter(() => random() < 0.2),
      tz: ['UTC', 'America/New_York', 'Asia/Kolkata'][Math.floor(random() * 3)]!,
      origin: random() < 0.7 ? 'app' : 'test',
      compare: null,
      fewestUsers: 0,
    };
  };
  const sqlReturnsRows = async ({ sql, rows }: Awaited<ReturnType<typeof runReport>>) =>
    expect((await analyst.query(sql)).rows.map(withNumbers)).toEqual(rows);

  test('coverage: random questions over a random log equal what counting one by one finds, and the SQL its rows', async () => {
    const random = seededRandom(20_261_122);
    for (let n = 0; n < 25; n++) {
      const question = questionOf(random, coverage.dimensions);
      const answer = await runReport(question, reports, question.toMs!);
      const groups = grouped(shown, question, question.by as DimensionName[]);
      const isNew = (title: string) =>
        addedMs(title) >= question.toMs! - 28 * DAY_MS && addedMs(title) < question.toMs!;
      expect({ question, rows: keyed(answer.rows, question.by as DimensionName[]) }).toEqual({
        question,
        rows: Object.fromEntries(
          Object.entries(groups).map(([key, ofGroup]) => {
            const titles = ofGroup.map(({ item }) => (item === 'film-4' ? 'series-1' : item));
            const counts = TITLES.map((title) => titles.filter((one) => one === title).length);
            const reached = TITLES.filter((_, at) => counts[at]! > 0);
            const [fresh, freshReached] = [TITLES.filter(isNew).length, reached.filter(isNew).length];
            return [
              key,
              expect.objectContaining({
                served: ofGroup.length,
                titles: TITLES.length,
                titles_served: reached.length,
                coverage: reached.length / TITLES.length,
                new_titles: fresh,
                new_titles_served: freshReached,
                new_title_reach: fresh === 0 ? null : freshReached / fresh,
                gini: reached.length === 0 ? null : expect.closeTo(giniOf(counts), 10),
              }),
            ];
          }),
        ),
      });
      await sqlReturnsRows(answer);
    }
  }, 120_000);

  test('freshness: the same', async () => {
    const random = seededRandom(20_261_123);
    for (let n = 0; n < 25; n++) {
      const question = { ...questionOf(random, freshness.dimensions), name: 'freshness' };
      const answer = await runReport(question, reports, question.toMs!);
      const groups = grouped(shown, question, question.by as DimensionName[]);
      const known = CATALOGUE.map(({ itemId }) => itemId as string);
      expect({ question, rows: keyed(answer.rows, question.by as DimensionName[]) }).toEqual({
        question,
        rows: Object.fromEntries(
          Object.entries(groups).map(([key, ofGroup]) => {
            const ages = ofGroup.map(({ item, atMs }) =>
              known.includes(item) ? dayNo(atMs) - dayNo(addedMs(item)) : null,
            );
            const releases = ofGroup.map(({ item, atMs }) => {
              const released = CATALOGUE.find(({ itemId }) => itemId === item)?.releaseDate ?? null;
              return released === null ? null : dayNo(atMs) - dayNo(Date.parse(released));
            });
            const fresh = ages.filter((age) => age !== null && age >= 0 && age < 28).length;
            return [
              key,
              expect.objectContaining({
                served: ofGroup.length,
                new_served: fresh,
                new_share: fresh / ofGroup.length,
                median_release_age: medianOf(releases),
                median_catalogue_age: medianOf(ages),
              }),
            ];
          }),
        ),
      });
      for (const { new_share: share, new_share_ci95: interval } of answer.rows as Record<string, never>[]) {
        expect(interval![0]).toBeLessThanOrEqual(share! + 1e-9);
        expect(interval![1]).toBeGreaterThanOrEqual(share! - 1e-9);
      }
      await sqlReturnsRows(answer);
    }
  }, 120_000);

  test.each([coverage, freshness])(
    '$name beside the time before says what each says alone',
    async ({ name, dimensions, metrics }) => {
      const random = seededRandom(20_261_125);
      for (let n = 0; n < 10; n++) {
        const by = dimensions.filter(() => random() < 0.15);
        const toMs = FROM_MS + SPAN_MS - Math.floor(random() * DAY_MS);
        const days = by.includes('day') ? 1 + Math.floor(random() * 4) : 0.5 + random() * 3.5;
        const lengthMs = Math.floor(days * DAY_MS);
        const question = { ...questionOf(random, []), name, by, tz: 'UTC', fromMs: toMs - lengthMs, toMs };
        const compared = await runReport({ ...question, compare: 'previous' }, reports, toMs);
        const now = await runReport(question, reports, toMs);
        const before = await runReport(
          { ...question, fromMs: toMs - 2 * lengthMs, toMs: toMs - lengthMs },
          reports,
          toMs,
        );
        expectBeside(compared.rows, besideEachOther(now.rows, before.rows, by, days), { by, metrics }, expect);
        await sqlReturnsRows(compared);
      }
    },
    60_000,
  );

  test('a time without a page: nothing of the catalogue is served; there is no evenness to speak of', async () => {
    const question = { ...questionOf(seededRandom(1), []), fromMs: FROM_MS - DAY_MS, toMs: FROM_MS - HOUR_MS };
    expect((await runReport(question, reports, FROM_MS)).rows).toEqual([
      expect.objectContaining({ served: 0, titles_served: 0, coverage: 0, gini: null }),
    ]);
    expect((await runReport({ ...question, name: 'freshness' }, reports, FROM_MS)).rows).toEqual([]);
  });

  test.each(['coverage', 'freshness'])('%s leaves out groups of few users where that is asked for', async (name) => {
    const question = { ...questionOf(seededRandom(1), []), name, fromMs: FROM_MS, toMs: FROM_MS + SPAN_MS };
    const by = ['day', 'row'] as const;
    const all = await runReport({ ...question, by: [...by] }, reports, FROM_MS + SPAN_MS);
    const some = await runReport({ ...question, by: [...by], fewestUsers: 10 }, reports, FROM_MS + SPAN_MS);
    const groups = grouped(shown, question, by);
    const enough = Object.keys(groups).filter((key) => new Set(groups[key]!.map(({ user }) => user)).size >= 10);
    expect(enough.length).toBeLessThan(all.rows.length);
    expect(Object.keys(keyed(some.rows, by)).toSorted()).toEqual(enough.toSorted());
    expect(some.definition.notes.join(' ')).toMatch(/fewer than 10 users/);
    await sqlReturnsRows(some);
  });

  test('what they are not told by is refused', async () => {
    const question = { ...questionOf(seededRandom(1), []), by: ['region'] };
    await expect(runReport(question, reports, FROM_MS)).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

const dayNo = (ms: number): number => Math.floor(ms / DAY_MS);

function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.ceil(sorted.length / 2) - 1]!;
}

/** Half of the mean difference between any two, over the mean. */
function giniOf(counts: readonly number[]): number {
  const sum = counts.reduce((all, count) => all + count, 0);
  const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b))).reduce((all, one) => all + one, 0);
  return differences / (2 * counts.length * sum);
}

/** Impressions by group, as rows of a report name them. */
function grouped(shown: readonly Shown[], { tz, origin, fromMs, toMs }: ReportQuestion, by: readonly DimensionName[]) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  const groups: Record<string, Shown[]> = by.length === 0 ? { '[]': [] } : {};
  for (const one of shown) {
    if (one.origin !== origin || one.atMs < fromMs! || one.atMs >= toMs!) continue;
    const arms = Object.entries(one.arms).map(([experiment, arm]) => `${experiment}:${arm}`);
    for (const arm of by.includes('arm') && arms.length > 0 ? arms : [null]) {
      const values = { ...one, arm, pin: null, day: format.format(one.atMs) };
      const key = JSON.stringify(by.map((name) => values[name]));
      groups[key] = [...(groups[key] ?? []), one];
    }
  }
  return groups;
}

const keyed = (rows: readonly Readonly<Record<string, unknown>>[], by: readonly DimensionName[]) =>
  Object.fromEntries(rows.map((row) => [JSON.stringify(by.map((name) => row[DIMENSIONS[name]])), row]));

const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /served|titles/.test(name) ? Number(value) : value,
    ]),
  );
