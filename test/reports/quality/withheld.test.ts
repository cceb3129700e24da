import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { withheld } from '../../../src/reports/quality/withheld.ts';
import { DIMENSIONS, type DimensionName } from '../../../src/reports/report.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { aDecision, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const SPAN_MS = 8 * DAY_MS;
const NOBODY = userKeyFor(0);

describe('report withheld', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let analyst: Client;
  let pages: readonly Decision[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    const [item] = await stores.itemNumbers.resolve(['film-1']);
    pages = somePages(item!);
    await stores.log.ship({ journalId: 'pages', fromPosition: 0, toPosition: 1, decisions: [...pages], events: [] });
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: 'p' });
    analyst = new Client({ connectionString: url });
    await analyst.connect();
  });
  afterAll(async () => {
    await analyst.end();
    await stores.pool.end();
    await database.drop();
  });

  const ask = async (differences: Partial<ReportQuestion>) => {
    const question: ReportQuestion = {
      name: 'withheld',
      fromMs: FROM_MS,
      toMs: FROM_MS + SPAN_MS,
      by: [],
      tz: 'UTC',
      origin: 'app',
      compare: null,
      fewestUsers: 0,
      ...differences,
    };
    const answer = await runReport(question, reports, FROM_MS + SPAN_MS);
    expect((await analyst.query(answer.sql)).rows.map(withNumbers)).toEqual(answer.rows);
    return { ...answer, question };
  };

  test('random questions over random pages equal what counting one by one finds, and the SQL returns the rows', async () => {
    const random = seededRandom(20_261_128);
    for (let n = 0; n < 20; n++) {
      const begin = random() * 0.6;
      const { question, rows } = await ask({
        fromMs: Math.floor(FROM_MS + begin * SPAN_MS),
        toMs: Math.floor(FROM_MS + (begin + 0.1 + random() * 0.3) * SPAN_MS),
        by: withheld.dimensions.filter(() => random() < 0.2),
        tz: ['UTC', 'America/New_York', 'Asia/Kolkata'][n % 3]!,
      });
      const expected = counted(pages, question);
      const keys = rows.map((row) => keyOf(row.reason, question.by, (name) => row[DIMENSIONS[name]]));
      expect({ question, keys: keys.toSorted() }).toEqual({ question, keys: Object.keys(expected).toSorted() });
      rows.forEach((row, at) => {
        const { users: _, ...counts } = expected[keys[at]!]!;
        expect({ question, row }).toEqual({ question, row: expect.objectContaining(counts) });
        const [low, high] = row.withheld_share_ci95 as [number, number];
        const share = counts.withheld_pages / counts.pages;
        expect(row.withheld_share).toBeCloseTo(share, 12);
        expect(low - 1e-9 <= share && share <= high + 1e-9).toBe(true);
      });
    }
  }, 60_000);

  test('the most frequent reason comes first, beside the time before', async () => {
    const range = { fromMs: FROM_MS + 4 * DAY_MS, toMs: FROM_MS + 8 * DAY_MS };
    const { rows } = await ask({ ...range, compare: 'previous' });
    const times = rows.map((row) => row.withheld as number);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const before = (await ask({ fromMs: FROM_MS, toMs: range.fromMs })).rows;
    for (const row of rows) {
      const { withheld_share: share, pages } = before.find(({ reason }) => reason === row.reason)!;
      expect(row).toMatchObject({ previous_withheld_share: share, previous_pages: pages });
      expect(row.withheld_share_change).toBeCloseTo((row.withheld_share as number) - (share as number), 12);
    }
  });

  test('reasons that few users met are left out where that is asked for', async () => {
    const by = ['day', 'pin'];
    const all = await ask({ by });
    const some = await ask({ by, fewestUsers: 5 });
    const expected = counted(pages, all.question);
    const enough = Object.keys(expected).filter((key) => expected[key]!.users === 0 || expected[key]!.users >= 5);
    const keys = some.rows.map((row) => keyOf(row.reason, all.question.by, (name) => row[DIMENSIONS[name]]));
    expect(enough.length).toBeLessThan(all.rows.length);
    expect(keys.toSorted()).toEqual(enough.toSorted());
  });

  test('a time in which nothing was withheld has no row', async () => {
    expect((await ask({ origin: 'simulate' })).rows).toEqual([]);
  });
});

function somePages(item: number): Decision[] {
  const random = seededRandom(37);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: 400 }, (_, n) => {
    const servedAtMs = FROM_MS + Math.floor(random() * SPAN_MS);
    const origin = oneOf(['app', 'app', 'simulate'] as const);
    const due = origin === 'simulate' ? 0 : Math.floor(random() * 3);
    return aDecision([item], {
      recommendationId: recommendationIdAt(servedAtMs, n),
      servedAtMs,
      userKey: random() < 0.1 ? NOBODY : userKeyFor(1 + Math.floor(20 * random() ** 2)),
      origin,
      surface: oneOf(['tv', 'web']),
      region: oneOf(['SE', null]),
      arms: oneOf<Readonly<Record<string, string>>>([{}, { layout: 'a' }, { layout: 'b', order: 'x' }]),
      withheld: Array.from({ length: due }, () => ({
        pinId: oneOf(['p1', 'p2']),
        reason: oneOf(['watched', 'watched', 'row-absent', 'lost-to-pin']),
      })),
    });
  });
}

const keyOf = (reason: unknown, by: readonly string[], of: (name: DimensionName) => unknown): string =>
  JSON.stringify([reason, ...by.map((name) => of(name as DimensionName))]);

/** By reason and what is asked: how often, on how many pages, of how many, and to how many users. */
function counted(pages: readonly Decision[], { fromMs, toMs, by, tz, origin }: ReportQuestion) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  const ofPage = by.filter((name) => name !== 'pin');
  const all: Record<string, number> = {};
  const groups: Record<string, { withheld: number; ids: Set<string>; users: Set<string>; page: string }> = {};
  for (const page of pages) {
    if (page.origin !== origin || page.servedAtMs < fromMs! || page.servedAtMs >= toMs!) continue;
    const arms = Object.entries(page.arms).map(([experiment, arm]) => `${experiment}:${arm}`);
    for (const arm of by.includes('arm') && arms.length > 0 ? arms : [null]) {
      const values: Record<string, unknown> = {
        ...page,
        arm,
        model: page.rankerVersion,
        day: format.format(page.servedAtMs),
      };
      const pageKey = keyOf(null, ofPage, (name) => values[name]);
      all[pageKey] = (all[pageKey] ?? 0) + 1;
      for (const { reason, pinId } of page.withheld) {
        const key = keyOf(reason, by, (name) => (name === 'pin' ? pinId : values[name]));
        groups[key] ??= { withheld: 0, ids: new Set(), users: new Set(), page: pageKey };
        groups[key].withheld++;
        groups[key].ids.add(page.recommendationId);
        if (page.userKey !== NOBODY) groups[key].users.add(page.userKey);
      }
    }
  }
  return Object.fromEntries(
    Object.entries(groups).map(([key, { withheld: times, ids, users, page }]) => [
      key,
      { withheld: times, withheld_pages: ids.size, pages: all[page]!, users: users.size },
    ]),
  );
}

const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /pages|withheld/.test(name) ? Number(value) : value,
    ]),
  );
