import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Random, seededRandom } from '../../../src/domain/clock.ts';
import { ANOMALY_SQL, type AnomalyKind, FALSE_ALARMS } from '../../../src/reports/anomalies/anomaly-sql.ts';
import { binomialTail } from '../../support/binomial.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

/**
 * How often days without anything are called anomalies, and whether planted ones are found: by the very SQL of the report, with made-up
 * days in place of a roll-up's. The random seeds were written down before the first run.
 */
const WORLDS = 120;
/** So many false alarms would be seen one time in a thousand if each report had one with FALSE_ALARMS. */
const SURPRISING = 0.001;
/** The days that are judged. */
const ASKED = 7;

const NOTHING: Planted = {};

interface World {
  readonly seed: number;
  readonly name: string;
  readonly users: number;
  readonly weeks: number;
  /** Growth a week, and how far days differ by what all users have in common. */
  readonly growth: number;
  readonly dayNoise: number;
  readonly eager: (random: Random) => number;
  /** What happened long before, by the day counted from the first that is judged. */
  readonly earlier?: (day: number) => Planted;
}

const CLICKING = { users: 30, weeks: 9, growth: 0, dayNoise: 0.05, eager: (random: Random) => 0.24 * random() };
const UNCHANGED: readonly World[] = [
  { ...CLICKING, seed: 2_101, name: '30 users alike', dayNoise: 0, eager: () => 0.08 },
  { ...CLICKING, seed: 2_102, name: '30 users who click 0 to .24, 3 % more of them each week', growth: 0.03 },
  {
    ...CLICKING,
    seed: 2_103,
    name: '60 users, of whom one in five clicks at all, on days that differ by a fifth',
    users: 60,
    dayNoise: 0.2,
    eager: (random) => (random() < 0.2 ? 0.3 : 0),
  },
  { ...CLICKING, seed: 2_104, name: 'four users a day', users: 4 },
  { ...CLICKING, seed: 2_105, name: 'six weeks are known', weeks: 6, growth: 0.02, dayNoise: 0.1 },
  {
    ...CLICKING,
    seed: 2_106,
    name: 'two outages three weeks before, and a day of many clicks',
    earlier: (day) => (day === -21 || day === -17 ? { traffic: 0.05 } : day === -12 ? { clicks: 2 } : NOTHING),
  },
];

/** On the fourth of the days that are judged. */
const PLANTED = [
  { seed: 2_201, name: 'an outage', planted: { traffic: 0.03 }, metric: 'served', isAbove: false },
  { seed: 2_202, name: 'clicks down by a third', planted: { clicks: 2 / 3 }, metric: 'ctr', isAbove: false },
  { seed: 2_203, name: 'pages that take twice as long', planted: { delay: 2 }, metric: 'p95_ms', isAbove: true },
  {
    seed: 2_204,
    name: 'a tenth of the pages on lower rungs',
    planted: { degraded: 0.1 },
    metric: 'degraded_share',
    isAbove: true,
  },
] as const;
const PLANTED_WORLD = { ...CLICKING, users: 200, eager: (random: Random) => 0.1 + 0.1 * random() };
const PLANTED_DAY = 3;
const PLANTED_WORLDS = 10;

describe('anomalies', () => {
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

  test.each(UNCHANGED)(
    '$name, nothing happens: a report has a false alarm one time in twenty at most',
    async (world) => {
      const random = seededRandom(world.seed);
      let alarmed = 0;
      let judged = 0;
      for (let n = 0; n < WORLDS; n++) {
        const cells = await judge(stores, daysOf(world, random, world.earlier));
        judged += cells.filter(({ score }) => score !== null).length;
        if (cells.some(({ is_found }) => is_found)) alarmed++;
      }
      const fits = binomialTail(alarmed, WORLDS, FALSE_ALARMS) > SURPRISING;
      expect({ alarmed, fits }).toEqual({ alarmed, fits: true });
      expect(judged / WORLDS).toBeGreaterThan(METRICS * ASKED - 2);
    },
    120_000,
  );

  test.each(PLANTED)(
    '$name on one day is found, and little else',
    async ({ seed, planted, metric, isAbove }) => {
      const random = seededRandom(seed);
      let found = 0;
      let falseShares = 0;
      for (let n = 0; n < PLANTED_WORLDS; n++) {
        const days = daysOf({ ...PLANTED_WORLD, seed, name: metric }, random, (day) =>
          day === PLANTED_DAY ? planted : NOTHING,
        );
        const anomalies = (await judge(stores, days)).filter(({ is_found }) => is_found);
        const isPlanted = ({ day }: Cell) => day === (PLANTED_WORLD.weeks - 1) * 7 + PLANTED_DAY;
        if (anomalies.some((cell) => isPlanted(cell) && cell.metric === metric && cell.score! > 0 === isAbove)) found++;
        falseShares +=
          anomalies.length === 0 ? 0 : anomalies.filter((cell) => !isPlanted(cell)).length / anomalies.length;
      }
      expect(found / PLANTED_WORLDS).toBeGreaterThanOrEqual(0.9);
      expect(falseShares / PLANTED_WORLDS).toBeLessThan(2 * FALSE_ALARMS);
    },
    120_000,
  );
});

const METRICS = 8;

interface Day {
  readonly day: number;
  readonly metric: string;
  readonly kind: AnomalyKind;
  readonly x: number;
  readonly n: number;
}

/** Weekends have half as much again. Users are drawn anew each day. */
function daysOf(
  { users, weeks, growth, dayNoise, eager }: World,
  random: Random,
  planted: (day: number) => Planted = () => NOTHING,
): Day[] {
  const asked = weeks * 7 - ASKED;
  return Array.from({ length: weeks * 7 }, (_, day) => {
    const { traffic = 1, clicks = 1, delay = 1, degraded = 0.004 } = planted(day - asked);
    const weekly = (day % 7 > 4 ? 1.5 : 1) * (1 + growth) ** (day / 7);
    const common = Math.exp(dayNoise * normal(random));
    const taste = Math.exp((dayNoise / 2) * normal(random));
    const there = poisson(users * weekly * common * traffic, random);
    const sums = { pages: 0, served: 0, viewed: 0, clicked: 0, played: 0, completed: 0, degraded: 0, hours: 0 };
    const took: number[] = [];
    for (let user = 0; user < there; user++) {
      const pages = 1 + Math.floor(4 * random() ** 2);
      const likes = Math.min(0.9, eager(random) * taste * clicks);
      sums.pages += pages;
      for (let n = 0; n < pages; n++) {
        if (random() < degraded) sums.degraded++;
        took.push(Math.exp(1 + 0.5 * normal(random)) * common * delay);
      }
      sums.served += 20 * pages;
      sums.viewed += 20 * pages - poisson(8 * pages, random);
      sums.clicked += Math.min(20 * pages, poisson(20 * pages * likes, random));
      const played = Math.min(20 * pages, poisson(10 * pages * likes, random));
      sums.played += played;
      for (let n = 0; n < played; n++) {
        sums.hours += random() * 1.5;
        if (random() < 0.5) sums.completed++;
      }
    }
    took.sort((a, b) => a - b);
    const of = (metric: string, kind: AnomalyKind, x: number, n: number): Day => ({ day, metric, kind, x, n });
    return [
      of('served', 'count', sums.served, 0),
      of('viewed', 'count', sums.viewed, 0),
      of('ctr', 'share', sums.clicked, sums.served),
      of('play_rate', 'share', sums.played, sums.served),
      of('completion_rate', 'rate', sums.completed, sums.played),
      of('watched_hours', 'count', sums.hours, 0),
      of('degraded_share', 'share', sums.degraded, sums.pages),
      of('p95_ms', 'time', took[Math.floor(0.95 * took.length)] ?? 1, took.length),
    ];
  }).flat();
}

interface Planted {
  readonly traffic?: number;
  readonly clicks?: number;
  readonly delay?: number;
  readonly degraded?: number;
}

interface Cell {
  readonly metric: string;
  readonly day: number;
  readonly score: number | null;
  readonly is_found: boolean | null;
}

async function judge({ pool }: Stores, days: readonly Day[]): Promise<readonly Cell[]> {
  const last = Math.max(...days.map(({ day }) => day));
  const columns = [
    days.map(({ metric }) => metric),
    days.map(({ kind }) => kind),
    days.map(({ day }) => day),
    days.map(({ x }) => x),
    days.map(({ n }) => n),
    last - ASKED + 1,
  ];
  const { rows } = await pool.query<Cell>(
    `WITH series AS (
      SELECT '' AS grp, metric, kind, date '2026-01-05' + day AS day, false AS is_part, x, n
      FROM unnest($1::text[], $2::text[], $3::int4[], $4::float8[], $5::float8[]) AS s (metric, kind, day, x, n)
    ), asked AS (
      SELECT DISTINCT day, false AS is_part, true AS is_settled FROM series WHERE day >= date '2026-01-05' + $6::int4
    ), late AS (SELECT '' AS metric WHERE false), ${ANOMALY_SQL}
    SELECT metric, day - date '2026-01-05' AS day, score, is_found FROM judged`,
    columns,
  );
  return rows;
}

/** Box and Muller. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Knuth's below 30, else the normal nearest to it. */
function poisson(mean: number, random: Random): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
