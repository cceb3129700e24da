import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { binomialTail } from '../../support/binomial.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const FROM_MS = Date.parse('2026-06-01T00:00Z');
const HOUR_MS = 3_600_000;
/** Each region is a log of its own. The seed was written down before the first run. */
const SEED = 3_301;
const LOGS = 150;
const USERS = 40;
/** A user's share of pages with the row is .2 to .9, and of these as many are scrolled as far as .1 to .7. */
const TRUTH = { row_page_share: 0.55, row_reach: 0.4 };
const SURPRISING = 0.001;

interface Page {
  readonly region: string;
  readonly surface: string;
  readonly route: string;
  readonly isFirst: boolean;
  readonly rowIds: readonly string[];
  readonly reached: boolean;
}

describe('where rows stand', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let pages: readonly Page[];
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    pages = await shipPages(stores);
  }, 120_000);
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const ask = (differences: Partial<ReportQuestion> = {}) =>
    runReport(
      {
        name: 'rows',
        fromMs: FROM_MS,
        toMs: FROM_MS + 24 * HOUR_MS,
        by: [],
        tz: 'UTC',
        origin: 'app',
        compare: null,
        fewestUsers: 0,
        ...differences,
      },
      reports,
      FROM_MS,
    );

  test('mean and median place, share of pages and reach are those of counting page by page; pages that go on with another, and others than home, are left out', async () => {
    for (const by of [[], ['surface'], ['region'], ['route']] as const) {
      const { rows } = await ask({ by: [...by] });
      const news = rows.filter(({ row_id }) => row_id === 'news');
      const groups = news.map((row) => by.map((name) => row[name]));
      expect(groups.length).toBe({ surface: 2, region: LOGS, route: 1 }[by[0] ?? 'route']);
      for (const [at, row] of news.entries()) {
        const among = pages.filter(
          (page) => page.isFirst && page.route === 'home' && by.every((name, n) => page[name] === groups[at]![n]),
        );
        const places = among.flatMap(({ rowIds }) => (rowIds.includes('news') ? [rowIds.indexOf('news')] : []));
        const reached = among.filter(({ rowIds, reached }) => rowIds.includes('news') && reached).length;
        expect(row.mean_row_index).toBeCloseTo(places.reduce((sum, place) => sum + place, 0) / places.length, 9);
        expect(row.median_row_index).toBe(places.toSorted((a, b) => a - b)[Math.ceil(places.length / 2) - 1]);
        expect(row.row_page_share).toBeCloseTo(places.length / among.length, 9);
        expect(row.row_reach).toBeCloseTo(reached / places.length, 9);
      }
    }
  }, 60_000);

  test.each(Object.entries(TRUTH))(
    'the interval of %s holds the truth, %d, about 19 times in 20',
    async (name, truth) => {
      const { rows } = await ask({ by: ['region'] });
      const intervals = rows.filter(({ row_id }) => row_id === 'news').map((row) => row[`${name}_ci95`] as number[]);
      expect(intervals).toHaveLength(LOGS);
      const held = intervals.filter(([low, high]) => low! <= truth && truth <= high!).length;
      const chance = Math.min(binomialTail(held, LOGS, 0.95), binomialTail(LOGS - held, LOGS, 0.05));
      expect({ held, fits: chance > SURPRISING / 2 }).toEqual({ held, fits: true });
    },
  );

  test('a row that stands on every page has all of them, and an interval that knows how few users say so', async () => {
    const { rows } = await ask();
    const top = rows.find(({ row_id }) => row_id === 'top-picks')!;
    expect(top).toMatchObject({ row_page_share: 1, mean_row_index: expect.any(Number) });
    expect((top.row_page_share_ci95 as number[])[0]).toBeGreaterThan(0.99);
    const { rows: few } = await ask({ by: ['region'] });
    const [low] = few.find(({ row_id }) => row_id === 'top-picks')!.row_page_share_ci95 as number[];
    expect(low).toBeLessThan(0.97);
    expect(low).toBeGreaterThan(0.7);
  });

  test('compared with the time before, with what changed', async () => {
    const noon = FROM_MS + 12 * HOUR_MS;
    const { rows } = await ask({ fromMs: noon, toMs: noon + 12 * HOUR_MS, compare: 'previous' });
    const news = rows.find(({ row_id }) => row_id === 'news') as Record<string, number>;
    expect(news.mean_row_index_change).toBeCloseTo(news.mean_row_index! - news.previous_mean_row_index!, 12);
    expect(rows.find(({ row_id }) => row_id === 'news')!.row_reach_change_ci95).toHaveLength(2);
  });
});

async function shipPages(stores: Stores): Promise<readonly Page[]> {
  const random = seededRandom(SEED);
  const [film] = await stores.itemNumbers.resolve(['film-1']);
  const pages: Page[] = [];
  const decisions: Decision[] = [];
  const events: ViewerEvent[] = [];
  for (let n = 0; n < LOGS * USERS; n++) {
    const [has, scrolls] = [0.2 + 0.7 * random(), 0.1 + 0.6 * random()];
    const count = 1 + Math.floor(3 * random());
    for (let page = 0; page < count; page++) {
      const isHome = random() < 0.9;
      const rows = random() < 0.5 ? ['top-picks', 'popular'] : ['popular', 'top-picks'];
      if (random() < has) rows.splice(Math.floor(3 * random()), 0, 'news');
      const rowIds = isHome ? rows : ['similar'];
      const reached = random() < scrolls;
      const isFirst = page === 0 || random() < 0.7;
      const servedAtMs = FROM_MS + Math.floor(random() * 24 * HOUR_MS);
      const recommendationId = recommendationIdAt(servedAtMs, n * 10 + page);
      const about = {
        region: `r${n % LOGS}`,
        surface: page === 0 ? 'tv' : 'web',
        route: isHome ? 'home' : 'similar',
      } as const;
      const decision = aDecision(
        rowIds.flatMap(() => [film!, film!]),
        {
          ...about,
          recommendationId,
          servedAtMs,
          userKey: userKeyFor(n + 1),
          parentId: isFirst ? null : recommendationIdAt(FROM_MS, n),
          rowIds,
        },
      );
      for (let slot = 0; slot < 2 * rowIds.length; slot++) {
        decision.slots.rowIndex[slot] = slot >> 1;
        decision.slots.position[slot] = slot % 2;
      }
      decisions.push(decision);
      pages.push({ ...about, isFirst, rowIds, reached });
      if (reached && rowIds.includes('news')) {
        const row = rowIds.indexOf('news');
        const impressionIds = (random() < 0.5 ? [0] : [0, 1]).map((slot) => `${recommendationId}.${row}.${slot}`);
        events.push(
          anEvent({
            eventId: `v${n}-${page}`,
            type: 'viewed',
            itemId: null,
            userKey: userKeyFor(n + 1),
            occurredAtMs: servedAtMs + 1_000,
            impressionIds,
          }),
        );
      }
    }
  }
  await stores.log.ship({ journalId: 'pages', fromPosition: 0, toPosition: 1, decisions, events });
  while ((await stores.rollUps.run()).more);
  return pages;
}
