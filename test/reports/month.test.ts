import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkMonth, type MonthCheck } from '../../bench/month/check-month.ts';
import { laneOfDataDir, openEventPath } from '../../src/commands/event-path.ts';
import { loadConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../support/database.ts';

const DAY_MS = 86_400_000;
const DAYS = 8;

/** `npm run bench -- month` in small: the same code, the same verdict. */
describe('a simulated week whose truth is known', () => {
  let database: TestDatabase;
  let directory: string;
  let check: MonthCheck;
  beforeAll(async () => {
    database = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'marquee-month-'));
    const settings = { DATABASE_URL: database.url, TENANT: TEST_TENANT, DATA_DIR: directory, MODELS_DIR: directory };
    // Days have partitions from the day of installation on.
    const startMs = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
    const clock = { nowMs: () => startMs + (DAYS + 1) * DAY_MS, monotonicMs: () => performance.now() };
    const context = await openContext(loadConfig(settings), { clock, logger: SILENT_LOGGER });
    try {
      const parts = { userStates: await context.userStates(), itemNumbers: context.itemNumbers };
      const path = await openEventPath(context, { ...parts, lane: laneOfDataDir(context.config), withUpkeep: true });
      try {
        const size = { impressions: 100_000, items: 480, rows: 4, slots: 12, days: DAYS, pagesAUser: 3 };
        check = await checkMonth(context, path, { seed: 1, startMs, ...size, say: () => {} });
      } finally {
        await path.close(0);
      }
    } finally {
      await context.close();
    }
  }, 300_000);
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    await database.drop();
  });

  test('late, repeated and in any order, all came in', () => {
    expect(check.impressions).toBeGreaterThan(100_000);
    const { events, repeated, lateEvents, latePages } = check.sums;
    for (const some of [repeated, lateEvents]) expect(some / events).toBeCloseTo(0.01, 2);
    expect(latePages).toBeGreaterThan(10);
  });

  test('reports, pins and the explorer count what was, to the last impression', () => {
    expect(check.reports.flatMap(({ report, wrong }) => wrong.map((one) => `${report}: ${one}`))).toEqual([]);
    expect(check.reports.reduce((sum, { counts }) => sum + counts, 0)).toBeGreaterThan(5_000);
    expect(check.explored.map(({ found }) => found)).toEqual(check.explored.map(({ were }) => were));
  });

  test('of the intervals 90 to 99 in 100 hold what was planted, and nothing else is untrue', () => {
    const sum = (of: 'held' | 'intervals') => check.reports.reduce((total, one) => total + one[of], 0);
    expect(sum('intervals')).toBeGreaterThan(4_000);
    expect(sum('held') / sum('intervals')).toBeGreaterThanOrEqual(0.9);
    expect(sum('held') / sum('intervals')).toBeLessThanOrEqual(0.99);
    expect(check.failures).toEqual([]);
  });
});
