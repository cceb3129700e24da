import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { fatigue } from '../../../src/reports/counts/fatigue.ts';
import { binomialTail } from '../../support/binomial.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { recommendationIdAt } from '../../support/log-fixtures.ts';
import { normal, overPlanted, type PlantedSlot, plantLog } from '../../support/planted-log.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

/**
 * Logs in which viewers tire of titles by a known factor: eager users are shown less, good titles are shown again and further up, and what
 * was clicked is not shown again. The random seeds were written down before the first run: 4,101 and on, one a log.
 */
const SEED = 4_101;
const LOGS = 25;
const USERS = 150;
const ITEMS = 40;
const SLOTS = 8;
/** So many or so few logs that hold the truth would be seen one time in a thousand if each held it with .95. */
const SURPRISING = 0.001;
const TIRING = [1, 0.8, 0.65, 0.55, 0.5];
const DAY_MS = 86_400_000;
const FROM_MS = Date.parse('2026-03-01T00:00Z');

describe('the effect of being shown again, on planted truth', () => {
  let database: TestDatabase;
  let stores: Stores;
  const answers: { effects: (number | null)[]; intervals: (number[] | null)[]; raw: number[] }[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    for (let log = 0; log < LOGS; log++) {
      await plantLog(stores.owner, 'planted', tiringLog(SEED + log));
      const range = {
        fromMs: FROM_MS,
        toMs: FROM_MS + 7 * DAY_MS,
        nowMs: FROM_MS + 7 * DAY_MS,
        by: [],
        tz: 'UTC',
        compare: null,
        fewestUsers: 0,
      } as const;
      const { sql } = fatigue.plan(
        { ...range, origin: 'app' },
        { dropped: null, pagesSinceMs: null, impressions: 0, pages: 0 },
      );
      const { rows } = await stores.owner.query(overPlanted(sql, 'planted'));
      answers.push({
        effects: rows.map((row) => row.exposure_effect),
        intervals: rows.map((row) => row.exposure_effect_ci95),
        raw: rows.map((row) => row.ctr / rows[0].ctr),
      });
      await stores.owner.query('DROP TABLE planted, planted_pages');
    }
  }, 600_000);
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test.each([2, 3, 4, 5])('exposure %d: about 19 in 20 logs hold the truth', (exposure) => {
    const truth = TIRING[exposure - 1]!;
    const held = answers.filter(({ intervals }) => {
      const [low, high] = intervals[exposure - 1]!;
      return low! <= truth && truth <= high!;
    }).length;
    const chance = Math.min(binomialTail(held, LOGS, 0.95), binomialTail(LOGS - held, LOGS, 0.05));
    expect({ held, fits: chance > SURPRISING / 2 }).toEqual({ held, fits: true });
  });

  test('what is seen at the second time says less of the truth than the contrast does, in the mean of all logs', () => {
    const off = (of: (answer: (typeof answers)[number]) => number) =>
      Math.abs(answers.reduce((sum, answer) => sum + of(answer), 0) / LOGS - TIRING[1]!);
    expect(off(({ effects }) => effects[1]!)).toBeLessThan(0.6 * off(({ raw }) => raw[1]!));
  });

  test('the first time is what all is held against', () => {
    expect(answers.map(({ effects }) => effects[0]!.toFixed(9))).toEqual(answers.map(() => '1.000000000'));
  });
});

function tiringLog(seed: number): PlantedSlot[] {
  const random = seededRandom(seed);
  const attraction = Array.from({ length: ITEMS }, () => 0.04 * Math.exp(0.7 * normal(random)));
  const slots: PlantedSlot[] = [];
  let pageNo = 0;
  for (let user = 1; user <= USERS; user++) {
    const eager = Math.exp(0.6 * normal(random));
    const pages = 2 + Math.floor((10 * random()) / eager);
    const times = new Map<number, number>();
    const watched = new Set<number>();
    for (let page = 0; page < pages; page++) {
      const servedAtMs = FROM_MS + Math.floor(((page + random()) / pages) * 7 * DAY_MS);
      // Good titles come more often, and further up.
      const shown = attraction
        .map((rate, item) => ({ item, rank: Math.log(rate) + 0.7 * normal(random) }))
        .filter(({ item }) => !watched.has(item))
        .sort((a, b) => b.rank - a.rank)
        .slice(0, SLOTS);
      const id = recommendationIdAt(servedAtMs, pageNo++);
      for (const [position, { item }] of shown.entries()) {
        const nth = (times.get(item) ?? 0) + 1;
        times.set(item, nth);
        const rate = eager * attraction[item]! * (1 / (1 + 0.35 * position)) * (TIRING[nth - 1] ?? TIRING.at(-1)!);
        const clicked = random() < Math.min(0.9, rate);
        if (clicked) watched.add(item);
        slots.push({
          page: id,
          servedAtMs,
          user,
          item: `i${item}`,
          row: 'top-picks',
          rowIndex: 0,
          position,
          surface: 'tv',
          region: 'SE',
          source: 'ranker',
          explored: false,
          clicked,
        });
      }
    }
  }
  return slots;
}
