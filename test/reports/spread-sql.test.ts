import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import type { MetricName } from '../../src/reports/metrics.ts';
import { sampledShare } from '../../src/reports/spread-sql.ts';
import { userMeasuresSql } from '../../src/reports/user-measures.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { normal } from '../support/planted-log.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

/** Logs alike, each told as a period of one statement; groups are days that most users come on. */
const LOGS = 120;
const GROUPS = 7;
const USERS = 1500;
/** Of so many the spread is known: 150 of them on a day, of whom a few make most of it. */
const SAMPLED = 250;
const RATE = 0.05;
describe('how far users differ, told from a sample of them', () => {
  let database: TestDatabase;
  let stores: Stores;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  /** Of each log and group; the spread is known of the first so many users. */
  async function intervals(seed: number, sampled: number): Promise<readonly (readonly [number, number])[]> {
    const random = seededRandom(seed);
    const counted: number[][] = [[], [], [], []];
    const byUser: number[][] = [[], [], [], [], []];
    for (let log = 0; log < LOGS; log++) {
      const served = new Float64Array(GROUPS);
      const clicked = new Float64Array(GROUPS);
      for (let user = 0; user < USERS; user++) {
        // A few click most: the mean of Math.exp(z - 1 / 2) is 1.
        const rate = RATE * Math.exp(normal(random) - 0.5);
        for (let group = 0; group < GROUPS; group++) {
          if (random() < 0.4) continue;
          const n = 1 + ((random() * 40) | 0);
          let clicks = 0;
          for (let slot = 0; slot < n; slot++) if (random() < rate) clicks++;
          served[group]! += n;
          clicked[group]! += clicks;
          if (user < sampled) add(byUser, [log, group, user, n, clicks]);
        }
      }
      for (let group = 0; group < GROUPS; group++) {
        add(counted, [log, group, served[group]!, clicked[group]!]);
      }
    }
    const measured = userMeasuresSql(['period', 'place'], ['ctr'] satisfies MetricName[], [], sampled < USERS);
    const { rows } = await stores.pool.query(
      `WITH counted AS (SELECT * FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[]) AS c (period, place, served, clicked)),
      by_user AS (SELECT * FROM unnest($5::int[], $6::int[], $7::int[], $8::float8[], $9::float8[]) AS u (period, place, user_key, served, clicked)),
      ${measured} SELECT ctr_ci95 FROM measured ORDER BY period, place`,
      [...counted, ...byUser],
    );
    return rows.map(({ ctr_ci95 }) => ctr_ci95);
  }

  test('intervals hold the truth as often as they say, and are about as wide as of all users', async () => {
    const [few, all] = [await intervals(5, SAMPLED), await intervals(5, USERS)];
    expect(few).toHaveLength(LOGS * GROUPS);
    const truth = rateOf(seededRandom(6));
    for (const one of [few, all]) {
      const held = one.filter(([low, high]) => low <= truth && truth <= high).length / one.length;
      expect(held).toBeGreaterThan(0.92);
      expect(held).toBeLessThan(0.975);
    }
    const ratios = few.map(([low, high], at) => (high - low) / (all[at]![1] - all[at]![0])).sort((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length * 0.05)]).toBeGreaterThan(0.6);
    expect(ratios[Math.floor(ratios.length * 0.5)]).toBeCloseTo(1, 0);
    expect(ratios[Math.floor(ratios.length * 0.95)]).toBeLessThan(1.5);
  });
});

function add(columns: readonly number[][], row: readonly number[]): void {
  for (const [at, value] of row.entries()) columns[at]!.push(value);
}

function rateOf(random: () => number): number {
  let sum = 0;
  for (let user = 0; user < 1e6; user++) sum += Math.min(1, RATE * Math.exp(normal(random) - 0.5));
  return sum / 1e6;
}

test('of few impressions all users are asked, of more so many as have as many impressions as do', () => {
  expect(sampledShare({ impressions: 1_000 })).toBe(1);
  expect(sampledShare({ impressions: 1_000_000 })).toBeCloseTo(0.1, 12);
  expect(sampledShare({ impressions: 1_000_000 }, ['item', 'day'])).toBeCloseTo(0.04, 12);
});
