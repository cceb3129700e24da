import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Random, seededRandom } from '../../../src/domain/clock.ts';
import { correctedCtr } from '../../../src/reports/counts/corrected-ctr.ts';
import { binomialTail } from '../../support/binomial.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { recommendationIdAt } from '../../support/log-fixtures.ts';
import { normal, overPlanted, type PlantedSlot, plantLog } from '../../support/planted-log.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

/**
 * Logs with a known position bias, P(click) = bias x attraction, in which better items stand further up. The random seeds were written down
 * before the first run: 5,101 and on with slots left to chance, 6,101 and on without, one a log.
 */
const LOGS = 16;
const ITEMS = 30;
const SLOTS = 7;
const FROM_MS = Date.parse('2026-03-01T00:00Z');
const DAY_MS = 86_400_000;
const SURPRISING = 0.001;

interface World {
  readonly seed: number;
  readonly pages: number;
  /** Of the slots, left to chance. */
  readonly chance: number;
  /** How far viewers differ in what they like, which the ranker knows. */
  readonly taste: number;
}
const BY_CHANCE: World = { seed: 5_101, pages: 2_800, chance: 0.6, taste: 0.6 };
const BY_ITEMS: World = { seed: 6_101, pages: 1_000, chance: 0, taste: 0 };

describe('click-through rates corrected for position, on planted truth', () => {
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

  async function ask(slots: readonly PlantedSlot[], by: readonly ('row' | 'position')[]) {
    await plantLog(stores.owner, 'planted', slots);
    const toMs = FROM_MS + DAY_MS;
    const range = { fromMs: FROM_MS, toMs, nowMs: toMs, by, tz: 'UTC', compare: null } as const;
    // Asked so, all is counted from the log: there are no roll-ups of what was planted.
    const fewestUsers = 1;
    const extent = { dropped: null, pagesSinceMs: null, impressions: 0, pages: 0 };
    const { sql } = correctedCtr.plan({ ...range, fewestUsers, origin: 'app' }, extent);
    const { rows } = await stores.owner.query(overPlanted(sql, 'planted'));
    await stores.owner.query('DROP TABLE planted, planted_pages');
    return rows;
  }

  test.each([
    ['slots left to chance', BY_CHANCE, 1],
    ['items that stood in several positions', BY_ITEMS, 0],
  ])(
    'told by %s: about 19 in 20 logs hold the truth of each row; the raw rate is far off',
    async (_, world, fromChance) => {
      const held = { 'top-picks': 0, popular: 0 };
      let raw = 0;
      for (let log = 0; log < LOGS; log++) {
        const { slots, truth } = biasedLog({ ...world, seed: world.seed + log });
        const rows = await ask(slots, ['row']);
        for (const {
          row_id,
          ctr_ci95,
          corrected_ctr_ci95: [low, high],
          bias_from_chance,
        } of rows) {
          const real = truth[row_id as keyof typeof truth];
          if (low <= real && real <= high) held[row_id as keyof typeof held]++;
          if (ctr_ci95[0] <= real && real <= ctr_ci95[1]) raw++;
          expect(bias_from_chance).toBe(fromChance);
        }
      }
      for (const count of Object.values(held)) {
        const chance = Math.min(binomialTail(count, LOGS, 0.95), binomialTail(LOGS - count, LOGS, 0.05));
        expect({ held, fits: chance > SURPRISING / 2 }).toEqual({ held, fits: true });
      }
      expect(raw).toBeLessThan(LOGS / 4);
    },
    300_000,
  );

  test('a row of worse items in front is not taken for a better one', async () => {
    const { slots, truth } = biasedLog({ ...BY_ITEMS, seed: 6_001, pages: 2_000 });
    const rows = await ask(slots, ['row']);
    const [popular, top] = ['popular', 'top-picks'].map((row) => rows.find(({ row_id }) => row_id === row)!);
    expect(top!.ctr / popular!.ctr).toBeLessThan(1.1);
    const corrected = top!.corrected_ctr / popular!.corrected_ctr;
    expect(corrected).toBeGreaterThan(1.2);
    expect(Math.abs(corrected / (truth['top-picks'] / truth.popular) - 1)).toBeLessThan(0.1);
  });

  test('with too few clicks to tell positions by there is no corrected rate, and no interval', async () => {
    const { slots } = biasedLog({ ...BY_ITEMS, seed: 6_002, pages: 60 });
    const rows = await ask(slots, ['row']);
    expect(
      rows.map(({ corrected_ctr, corrected_ctr_ci95, bias_from_chance }) => [
        corrected_ctr,
        corrected_ctr_ci95,
        bias_from_chance,
      ]),
    ).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
    expect(rows[0].ctr).toBeGreaterThan(0);
  });
});

const biasAt = (position: number): number => 1 / (1 + 0.4 * position);

/** Rows of one page: top-picks is all of it in three pages of four; popular begins at the top and has worse items. */
function biasedLog({ seed, pages, chance, taste }: World) {
  const random = seededRandom(seed);
  const attraction = Array.from({ length: ITEMS }, () => Math.min(0.6, 0.12 * Math.exp(0.6 * normal(random))));
  const users = Math.ceil(pages / 6);
  const tastes = Array.from({ length: users }, () =>
    Array.from({ length: ITEMS }, () => Math.exp(taste * normal(random) - taste ** 2 / 2)),
  );
  const slots: PlantedSlot[] = [];
  const sums: Record<string, { wanted: number; n: number }> = {
    'top-picks': { wanted: 0, n: 0 },
    popular: { wanted: 0, n: 0 },
  };
  for (let page = 0; page < pages; page++) {
    const user = Math.floor(random() * users);
    const wanted = (item: number) => Math.min(0.95, attraction[item]! * tastes[user]![item]!);
    const isTop = page % 2 === 0;
    const shown = ranked(random, wanted, isTop);
    const servedAtMs = FROM_MS + Math.floor(random() * DAY_MS);
    for (const [at, best] of shown.entries()) {
      const explored = random() < chance;
      const item = explored ? Math.floor(random() * ITEMS) : best;
      // Good rows stand in slots that are looked at less.
      const position = isTop ? at + 2 : at;
      const row = isTop ? 'top-picks' : 'popular';
      sums[row]!.wanted += wanted(item);
      sums[row]!.n++;
      slots.push({
        page: recommendationIdAt(servedAtMs, page),
        servedAtMs,
        user: (Math.imul(user + 1, 2_654_435_761) >>> 1) % 1_000_000_007,
        item: `i${item}`,
        row,
        rowIndex: 0,
        position,
        surface: 'tv',
        region: 'SE',
        source: 'ranker',
        explored,
        clicked: random() < biasAt(position) * wanted(item),
      });
    }
  }
  const truth = {
    'top-picks': sums['top-picks']!.wanted / sums['top-picks']!.n,
    popular: sums.popular!.wanted / sums.popular!.n,
  };
  return { slots, truth };
}

/** The better ones rather first; of the good row from the better half of what was drawn. */
function ranked(random: Random, wanted: (item: number) => number, isTop: boolean): number[] {
  const all = Array.from({ length: ITEMS }, (_, item) => ({
    item,
    rank: Math.log(wanted(item)) + 0.8 * normal(random),
  }));
  all.sort((a, b) => b.rank - a.rank);
  return (isTop ? all : all.slice(ITEMS / 3)).slice(0, SLOTS - 2).map(({ item }) => item);
}
