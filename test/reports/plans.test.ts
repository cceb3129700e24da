import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPinReports } from '../../src/adapters/postgres/log/pin-reports.ts';
import { createReports } from '../../src/adapters/postgres/reports/reports.ts';
import type { Reports } from '../../src/domain/ports/reports.ts';
import { REPORTS } from '../../src/reports/registry.ts';
import type { DimensionName, Report } from '../../src/reports/report.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../support/database.ts';
import { nodesBelow, type PlanNode } from '../support/explain.ts';
import { aDecision } from '../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../support/pin-drafts.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { recordedPool } from '../support/recorded-pool.ts';
import { shipReportLog } from '../support/report-log.ts';

/** As it was run. */
interface RunNode extends PlanNode {
  readonly 'Actual Loops': number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Told by roll-ups alone where `by` asks for nothing that they do not have. */
const OF_ROLL_UPS: readonly string[] = ['coverage'];
/** Who comes back, and what of a title was seen before, is in the days before. */
const LOOKS_BACK: readonly string[] = ['engagement', 'fatigue', 'anomalies'];
/** Settings of a transaction that is rolled back. */
const WITHOUT_OTHERS = 'SET LOCAL enable_seqscan = off; DROP INDEX decisions_by_time, decisions_by_user';
/** Told by one at a time. */
const BY_ONE: readonly string[] = ['anomalies'];

const bysOf = (name: string, dimensions: readonly DimensionName[]): readonly (readonly DimensionName[])[] =>
  BY_ONE.includes(name) ? [[], dimensions.slice(1, 2)] : [[], dimensions.slice(0, 1), dimensions];

/**
 * What of the log and its roll-ups is read from one end to the other: tables, and indexes without a condition. Not the index of pages that
 * continue another, which has these alone.
 */
function readWhole(nodes: readonly RunNode[]) {
  const large = /^(decisions|outcomes|events|viewing_hours|funnel_stats|item_funnel|page_funnel)/;
  return {
    scanned: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && large.test(node['Relation Name']!))
      .map((node) => node['Relation Name']),
    indexes: nodes
      .filter((node) => large.test(node['Index Name'] ?? '') && node['Index Cond'] === undefined)
      .filter((node) => !/_parent_/.test(node['Index Name']!))
      .map((node) => node['Index Name']),
  };
}

describe('what reports read', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  /** The first of three days that have partitions of their own. */
  let firstMs: number;
  let pinId: string;
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
    const { pin, pinNo } = await stores.pins.create(aPinDraft('film-0'), aChange(firstMs));
    pinId = pin.pinId;
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

  /** Every node that ran of a statement's plan. */
  async function nodesOf(sql: string, values: readonly unknown[] = [], settings = ''): Promise<readonly RunNode[]> {
    const client = await stores.owner.connect();
    try {
      await client.query(`BEGIN; ${settings}`);
      const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...values]);
      const nodes = nodesBelow(rows[0]['QUERY PLAN'][0].Plan) as readonly RunNode[];
      return nodes.filter((node) => node['Actual Loops'] > 0);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
  const partitionsOf = (nodes: readonly RunNode[]) => [
    ...new Set(
      nodes.flatMap(
        (node) => /^(decisions|outcomes|events|viewing_hours)_\w+/.exec(node['Relation Name'] ?? '')?.[0] ?? [],
      ),
    ),
  ];
  const dayName = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
  const questionOf = ({ name, dimensions }: Report, fromMs: number, toMs: number) =>
    bysOf(name, dimensions).map(
      (by) => ({ name, fromMs, toMs, by, tz: 'UTC', compare: null, fewestUsers: 0, origin: 'app' }) as const,
    );

  test.each(REPORTS)('$name of one day reads that day of the log, whatever it is told by', async (report) => {
    const [fromMs, toMs] = [firstMs + DAY_MS, firstMs + 2 * DAY_MS];
    const day = dayName(fromMs);
    for (const question of questionOf(report, fromMs, toMs)) {
      const { sql } = await runReport(question, reports, toMs);
      const tables = partitionsOf(await nodesOf(sql));
      if (!OF_ROLL_UPS.includes(report.name)) expect(tables).not.toEqual([]);
      const others = tables.filter((table) => !table.endsWith(day));
      // What was there before the first partition, and days before the one asked for.
      const earlier = others.filter((table) => /_history$/.test(table) || table.slice(-8) < day);
      expect(others).toEqual(LOOKS_BACK.includes(report.name) ? earlier : []);
    }
  });

  test.each(REPORTS)('$name of an hour finds it by an index, in the log and in roll-ups', async (report) => {
    const fromMs = firstMs + DAY_MS + 10.25 * HOUR_MS;
    for (const question of questionOf(report, fromMs, fromMs + 1.5 * HOUR_MS)) {
      const { sql } = await runReport(question, reports, question.toMs);
      // So few rows are read faster as a whole: this asks whether there is another way for many.
      const nodes = await nodesOf(sql, [], 'SET LOCAL enable_seqscan = off');
      expect({ question, ...readWhole(nodes) }).toEqual({ question, scanned: [], indexes: [] });
    }
  });

  test('what a pin came to and what it cost reads the day asked for, and finds an hour by an index', async () => {
    const { pool, statements } = recordedPool(stores.owner);
    const pinReports = createPinReports({ pool });
    const [fromMs, toMs] = [firstMs + DAY_MS, firstMs + 2 * DAY_MS];
    await pinReports.read(pinId, { fromMs, toMs, origin: 'app' });
    const { user } = await pinReports.readSlots(pinId, { fromMs, toMs, origin: 'app' });
    expect(user.length).toBeGreaterThan(0);
    const ofLog = statements.filter(({ text }) => /\bdecisions\b/.test(text));
    expect(ofLog.length).toBeGreaterThanOrEqual(4);
    for (const { text, values } of ofLog) {
      const others = partitionsOf(await nodesOf(text, values)).filter((table) => !table.endsWith(dayName(fromMs)));
      expect({ text, others }).toEqual({ text, others: [] });
      const hour = values.map((value) =>
        value instanceof Date ? new Date(value.getTime() + (value.getTime() === fromMs ? 11.5 : -12) * HOUR_MS) : value,
      );
      const nodes = await nodesOf(text, hour, 'SET LOCAL enable_seqscan = off');
      expect({ text, ...readWhole(nodes) }).toEqual({ text, scanned: [], indexes: [] });
    }
  });

  test('what a pin came to and what it cost finds its pages by the index of pins, where nothing else would', async () => {
    const { pool, statements } = recordedPool(stores.owner);
    const pinReports = createPinReports({ pool });
    const [fromMs, toMs] = [firstMs + DAY_MS, firstMs + 2 * DAY_MS];
    await pinReports.read(pinId, { fromMs, toMs, origin: 'app' });
    await pinReports.readSlots(pinId, { fromMs, toMs, origin: 'app' });
    const ofPins = statements.filter(({ text }) => /array_remove/.test(text));
    expect(ofPins.length).toBe(4);
    for (const { text, values } of ofPins) {
      const nodes = await nodesOf(text, values, WITHOUT_OTHERS);
      expect([text, nodes.some((node) => /array_remove/.test(node['Index Name'] ?? ''))]).toEqual([text, true]);
      if (!/jsonb_path_query_array/.test(text)) continue;
      expect(nodes.some((node) => /jsonb_path_query_array/.test(node['Index Name'] ?? ''))).toBe(true);
    }
  });

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
