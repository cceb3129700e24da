import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReports } from '../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../src/domain/ports/reports.ts';
import { REPORTS } from '../../src/reports/registry.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../support/database.ts';
import { nodesBelow, type PlanNode } from '../support/explain.ts';
import { aDecision } from '../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../support/pin-drafts.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { shipReportLog } from '../support/report-log.ts';

/** As it was run. */
interface RunNode extends PlanNode {
  readonly 'Actual Loops': number;
}

const DAY_MS = 86_400_000;
/** Told by roll-ups alone where `by` asks for nothing that they do not have. */
const OF_ROLL_UPS: readonly string[] = ['coverage'];
/** Who comes back, and what of a title was seen before, is in the days before. */
const LOOKS_BACK: readonly string[] = ['engagement', 'fatigue'];

describe('what reports read', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  /** The first of three days that have partitions of their own. */
  let firstMs: number;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    const { rows } = await stores.pool.query(
      "SELECT (first_day + 1)::timestamp AT TIME ZONE 'UTC' AS first FROM installation",
    );
    firstMs = rows[0].first.getTime();
    await stores.log.ensurePartitions(firstMs);
    await shipReportLog(stores, { seed: 3, pages: 60, fromMs: firstMs, spanMs: 3 * DAY_MS });
    // Without any pin on a page the report of pins reads nothing at all.
    const { pinNo } = await stores.pins.create(aPinDraft('film-0'), aChange(firstMs));
    const pinned = aDecision([1], { servedAtMs: firstMs + 1.5 * DAY_MS });
    pinned.slots.pinNo[0] = pinNo;
    await stores.log.ship({ journalId: 'pinned', fromPosition: 0, toPosition: 1, decisions: [pinned], events: [] });
    while ((await stores.rollUps.run()).more);
    await stores.owner.query('ANALYZE');
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test.each(REPORTS)(
    '$name of one day reads that day of the log, whatever it is told by',
    async ({ name, dimensions }) => {
      const [fromMs, toMs] = [firstMs + DAY_MS, firstMs + 2 * DAY_MS];
      const day = new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '');
      for (const by of [[], dimensions.slice(0, 1), dimensions]) {
        const question = { name, fromMs, toMs, by, tz: 'UTC', compare: null, fewestUsers: 0, origin: 'app' } as const;
        const { sql } = await runReport(question, reports, toMs);
        const { rows } = await stores.owner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`);
        const tables = nodesBelow(rows[0]['QUERY PLAN'][0].Plan)
          .filter((node) => (node as RunNode)['Actual Loops'] > 0)
          .flatMap((node) => /^(decisions|outcomes|events)_\w+/.exec(node['Relation Name'] ?? '')?.[0] ?? []);
        if (!OF_ROLL_UPS.includes(name)) expect(tables).not.toEqual([]);
        const others = [...new Set(tables)].filter((table) => !table.endsWith(day));
        // What was there before the first partition, and days before the one asked for.
        const earlier = others.filter((table) => /_history$/.test(table) || table.slice(-8) < day);
        expect(others).toEqual(LOOKS_BACK.includes(name) ? earlier : []);
      }
    },
  );

  test('counts by what a roll-up has do not read the log for whole hours', async () => {
    const range = {
      fromMs: firstMs,
      toMs: firstMs + DAY_MS,
      tz: 'UTC',
      compare: null,
      fewestUsers: 0,
      origin: 'app',
    } as const;
    const { sql, definition } = await runReport({ ...range, name: 'ctr', by: ['surface'] }, reports, range.toMs);
    const [parts] = sql.split('by_user AS');
    expect(parts).toMatch(/FROM v_page_funnel_hourly/);
    expect(parts).not.toMatch(/v_impression_outcomes/);
    expect(definition.notes[0]).toMatch(/v_page_funnel_hourly/);
  });
});
