import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Random, seededRandom } from '../../src/domain/clock.ts';
import { metricOf, type Ratio } from '../../src/reports/metrics.ts';
import { intervalSql, spreadSql } from '../../src/reports/spread-sql.ts';
import { binomialTail } from '../support/binomial.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

/**
 * Whether 95 % intervals hold the truth 95 times in 100, over logs whose users differ: by the very SQL of the reports, with a log in place
 * of a period. The random seeds were written down before the first run.
 */
const LOGS = 600;
/** So many or so few logs that hold the truth would be seen one time in a thousand if each held it with .95. */
const SURPRISING = 0.001;

interface Did {
  readonly served: number;
  readonly clicked: number;
  readonly played: number;
}

interface World {
  readonly seed: number;
  readonly name: string;
  readonly users: number;
  /** One user, drawn. */
  readonly draw: (random: Random) => Did;
}

const WORLDS: readonly World[] = [
  { seed: 1_101, name: '60 users alike', users: 60, draw: (random) => userOf(random, many(random), 0.08) },
  {
    seed: 1_102,
    name: '60 users who click 0 to .24 of what they see',
    users: 60,
    draw: (random) => userOf(random, many(random), 0.24 * random()),
  },
  {
    seed: 1_103,
    name: '60 users, those who see more click less',
    users: 60,
    draw: (random) => {
      const served = many(random);
      return userOf(random, served, (0.3 * random()) / (1 + served / 20));
    },
  },
  {
    seed: 1_104,
    name: '200 users, of whom one in five clicks at all',
    users: 200,
    draw: (random) => userOf(random, many(random), random() < 0.2 ? 0.3 : 0),
  },
  {
    seed: 1_105,
    name: '30 users who click much',
    users: 30,
    draw: (random) => userOf(random, many(random), 0.2 + 0.6 * random()),
  },
];

const RATIOS = ['ctr', 'play_rate', 'play_through'].map((name) => metricOf(name as 'ctr') as Ratio);
const COUNTS = ['served', 'clicked', 'played'] as const;

describe('intervals over users', () => {
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

  test.each(WORLDS)('$name: the truth is within, 95 times in 100', async (world) => {
    const truth = truthOf(world);
    const intervals = await intervalsOf(stores, world);
    expect(intervals).toHaveLength(LOGS);
    for (const { name, numerator, denominator } of RATIOS) {
      const real = truth[numerator as keyof Did] / truth[denominator as keyof Did];
      const held = intervals.filter((row) => row[name]![0]! <= real && real <= row[name]![1]!).length;
      const chance = Math.min(binomialTail(held, LOGS, 0.95), binomialTail(LOGS - held, LOGS, 0.05));
      expect({ name, held, fits: chance > SURPRISING / 2 }).toEqual({ name, held, fits: true });
    }
  });

  test('as if impressions were independent, it would not be: why sums by user are read', async () => {
    const world = WORLDS[3]!;
    const truth = truthOf(world);
    const real = truth.clicked / truth.served;
    const naive = await intervalsOf(stores, world, 200, 'share_ci95(c.clicked, c.served, 1, 1e9)');
    const held = naive.filter(({ ctr }) => ctr![0]! <= real && real <= ctr![1]!).length / 200;
    expect(held).toBeLessThan(0.85);
  });
});

/** 2 to 62 impressions, most users few. */
const many = (random: Random): number => 2 + Math.floor(60 * random() ** 3);

/** Of what was clicked four in five are played; of the rest one in fifty. */
function userOf(random: Random, served: number, eager: number): Did {
  let [clicked, played] = [0, 0];
  for (let n = 0; n < served; n++) {
    const isClicked = random() < eager;
    if (isClicked) clicked++;
    if (random() < (isClicked ? 0.8 : 0.02)) played++;
  }
  return { served, clicked, played };
}

/** Means of so many users that what is left to chance is next to nothing of an interval. */
function truthOf({ seed, draw }: World): Did {
  const random = seededRandom(seed + 50_000);
  const sums = { served: 0, clicked: 0, played: 0 };
  for (let n = 0; n < 50_000; n++) {
    const did = draw(random);
    for (const name of COUNTS) sums[name] += did[name];
  }
  return sums;
}

async function intervalsOf(
  { pool }: Stores,
  { seed, users, draw }: World,
  logs = LOGS,
  ctrSql = intervalSql(RATIOS[0]!, false),
) {
  const random = seededRandom(seed);
  const periods = Array.from({ length: logs * users }, (_, n) => Math.floor(n / users));
  const dids = periods.map(() => draw(random));
  const [ctr, ...others] = RATIOS;
  const intervals = [
    `${ctrSql} AS ${ctr!.name}`,
    ...others.map((ratio) => `${intervalSql(ratio, false)} AS ${ratio.name}`),
  ];
  const { rows } = await pool.query<Record<string, number[]>>(
    `WITH by_user AS (
      SELECT * FROM unnest($1::int4[], $2::float8[], $3::float8[], $4::float8[]) AS u (period, served, clicked, played)
    ), counted AS (
      SELECT period, sum(served) AS served, sum(clicked) AS clicked, sum(played) AS played FROM by_user GROUP BY period
    ), ${spreadSql(['period'], COUNTS, RATIOS)}
    SELECT ${intervals.join(', ')}
    FROM counted AS c LEFT JOIN spread AS s USING (period) LEFT JOIN pooled AS p USING (period)`,
    [periods, ...COUNTS.map((name) => dids.map((did) => did[name]))],
  );
  return rows;
}
