import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { RUNGS } from '../../../src/domain/page.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { service } from '../../../src/reports/quality/service.ts';
import { DIMENSIONS, type DimensionName } from '../../../src/reports/report.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { besideEachOther, expectBeside } from '../../support/beside.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { aDecision, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-10-30T00:17:23.456Z');
const SPAN_MS = 9 * DAY_MS;
const NOBODY = userKeyFor(0);
/** When the packages were made. */
const MODELS: Readonly<Record<string, number>> = { v7: FROM_MS - 3 * DAY_MS, v8: FROM_MS - DAY_MS / 2 };

describe('report service', () => {
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
    for (const [version, madeMs] of Object.entries(MODELS)) {
      const values = [version, new Date(madeMs)];
      await stores.owner.query(
        `INSERT INTO models (version, state, manifest, created_at) VALUES ($1, 'retired', '{}', $2)`,
        values,
      );
    }
    pages = somePages(item!);
    await stores.log.ship({ journalId: 'pages', fromPosition: 0, toPosition: 1, decisions: [...pages], events: [] });
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

  const ask = async (differences: Partial<ReportQuestion>) => {
    const question: ReportQuestion = {
      name: 'service',
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
    const random = seededRandom(20_261_126);
    for (let n = 0; n < 25; n++) {
      const begin = random() * 0.7;
      const { question, rows } = await ask({
        fromMs: Math.floor(FROM_MS + begin * SPAN_MS),
        toMs: Math.floor(FROM_MS + (begin + 0.05 + random() * 0.25) * SPAN_MS),
        by: service.dimensions.filter(() => random() < 0.2),
        tz: ['UTC', 'America/New_York', 'Asia/Kolkata'][n % 3]!,
        origin: random() < 0.8 ? 'app' : 'test',
      });
      const expected = counted(pages, question);
      expect(Object.keys(keyed(rows, question.by)).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const [key, row] of Object.entries(keyed(rows, question.by))) {
        expect({ question, row }).toEqual({ question, row: expect.objectContaining(expected[key]!) });
      }
    }
  }, 60_000);

  test('shares of rungs add up to 1, each with an interval that holds it', async () => {
    const [row] = (await ask({})).rows as Record<string, number>[];
    const shares = RUNGS.map((rung) => row![`${rung.toLowerCase()}_share`]!);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(row!.degraded_share).toBeCloseTo(1 - row!.r0_share!, 12);
    for (const name of [
      ...RUNGS.map((rung) => `${rung.toLowerCase()}_share`),
      'degraded_share',
      'fill_rate',
      'withheld_per_page',
    ]) {
      const [low, high] = row![`${name}_ci95`] as unknown as [number, number];
      expect([name, low < row![name]! && row![name]! < high]).toEqual([name, true]);
    }
  });

  test('beside the time before says what each says alone', async () => {
    for (const by of [[], ['surface'], ['day', 'rung']] as const) {
      const range = { fromMs: FROM_MS + 5 * DAY_MS, toMs: FROM_MS + 8 * DAY_MS };
      const compared = await ask({ ...range, by, compare: 'previous' });
      const now = await ask({ ...range, by });
      const before = await ask({ fromMs: FROM_MS + 2 * DAY_MS, toMs: FROM_MS + 5 * DAY_MS, by });
      const pairs = besideEachOther(now.rows, before.rows, by, 3);
      expectBeside(compared.rows, pairs, { by, metrics: service.metrics }, expect);
    }
  });

  test('groups of few users are left out where that is asked for; pages for nobody are told of no one', async () => {
    const by: DimensionName[] = ['day', 'rung'];
    const all = await ask({ by });
    const some = await ask({ by, fewestUsers: 10 });
    const users = (key: string) => new Set(groupsOf(pages, all.question)[key]!.map(({ userKey }) => userKey));
    const enough = Object.keys(keyed(all.rows, by)).filter((key) => {
      const named = [...users(key)].filter((user) => user !== NOBODY).length;
      return named === 0 || named >= 10;
    });
    expect(enough.length).toBeLessThan(all.rows.length);
    expect(Object.keys(keyed(some.rows, by)).toSorted()).toEqual(enough.toSorted());
    expect(some.definition.notes.join(' ')).toMatch(/fewer than 10 users/);
  });

  test('a time without a page has no row', async () => {
    expect((await ask({ fromMs: FROM_MS - DAY_MS, toMs: FROM_MS - 1 })).rows).toEqual([]);
  });
});

function somePages(item: number): Decision[] {
  const random = seededRandom(31);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: 500 }, (_, n) => {
    const servedAtMs = FROM_MS + Math.floor(random() * SPAN_MS);
    const route = oneOf(['home', 'home', 'search'] as const);
    const rankerVersion = oneOf(['v7', 'v8', null, 'unregistered']);
    return aDecision(
      Array.from({ length: Math.floor(random() * 7) }, () => item),
      {
        recommendationId: recommendationIdAt(servedAtMs, n),
        servedAtMs,
        userKey: route === 'search' && random() < 0.5 ? NOBODY : userKeyFor(1 + Math.floor(25 * random() ** 2)),
        origin: oneOf(['app', 'app', 'app', 'test'] as const),
        route,
        surface: oneOf(['tv', 'web', 'mobile'] as const),
        region: oneOf(['SE', 'DE', null]),
        rung: oneOf(['R0', 'R0', 'R0', ...RUNGS]),
        rankerVersion,
        retrievalVersion: rankerVersion,
        arms: oneOf<Readonly<Record<string, string>>>([{}, { layout: 'a' }, { layout: 'b', order: 'x' }]),
        snapshotVersions:
          random() < 0.8 ? { catalogue: 3, statsAtMs: servedAtMs - Math.floor(random() * 40_000) } : { catalogue: 3 },
        tookMs: Math.fround(1 + 60 * random() ** 4),
        slotsAsked: oneOf([5, 6, null]),
        withheld: Array.from({ length: Math.floor(random() * 3) }, () => ({ pinId: 'p1', reason: 'watched' })),
      },
    );
  });
}

function groupsOf(
  pages: readonly Decision[],
  { fromMs, toMs, by, tz, origin }: ReportQuestion,
): Record<string, Decision[]> {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  const groups: Record<string, Decision[]> = {};
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
      const key = JSON.stringify(by.map((name) => values[name]));
      groups[key] = [...(groups[key] ?? []), page];
    }
  }
  return groups;
}

function counted(pages: readonly Decision[], question: ReportQuestion) {
  return Object.fromEntries(
    Object.entries(groupsOf(pages, question)).map(([key, ofGroup]) => {
      const on = (rung: string) => ofGroup.filter((page) => page.rung === rung).length;
      const asked = ofGroup.filter(({ slotsAsked }) => slotsAsked !== null);
      const slotsAsked = asked.reduce((sum, page) => sum + page.slotsAsked!, 0);
      const filled = asked.reduce((sum, page) => sum + Math.min(page.slotsAsked!, page.slots.itemNo.length), 0);
      const withheld = ofGroup.reduce((sum, page) => sum + page.withheld.length, 0);
      const stats = ofGroup.flatMap(({ servedAtMs, snapshotVersions: { statsAtMs } }) =>
        statsAtMs === undefined ? [] : [(servedAtMs - statsAtMs) / 1000],
      );
      const models = ofGroup.flatMap(({ rankerVersion, servedAtMs }) => {
        const madeMs = MODELS[rankerVersion ?? ''];
        return madeMs === undefined ? [] : [(servedAtMs - madeMs) / DAY_MS];
      });
      const about = (value: number | null) => (value === null ? null : expect.closeTo(value, 2));
      const took = ofGroup.map(({ tookMs }) => tookMs);
      return [
        key,
        {
          pages: ofGroup.length,
          ...Object.fromEntries(RUNGS.map((rung) => [`${rung.toLowerCase()}_pages`, on(rung)])),
          r0_share: on('R0') / ofGroup.length,
          degraded_pages: ofGroup.length - on('R0'),
          slots_asked: slotsAsked,
          slots_filled: filled,
          fill_rate: slotsAsked === 0 ? null : filled / slotsAsked,
          withheld,
          withheld_per_page: withheld / ofGroup.length,
          p50_ms: about(quantile(took, 0.5)),
          p95_ms: about(quantile(took, 0.95)),
          p99_ms: about(quantile(took, 0.99)),
          median_stats_age: about(quantile(stats, 0.5)),
          p95_stats_age: about(quantile(stats, 0.95)),
          median_model_age: about(quantile(models, 0.5)),
        },
      ];
    }),
  );
}

/** Between the two values that it lies between. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

const keyed = (rows: readonly Readonly<Record<string, unknown>>[], by: readonly string[]) =>
  Object.fromEntries(
    rows.map((row) => [JSON.stringify(by.map((name) => row[DIMENSIONS[name as DimensionName]])), row]),
  );

const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /pages|slots|withheld/.test(name) ? Number(value) : value,
    ]),
  );
