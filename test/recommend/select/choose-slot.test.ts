import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Exploration } from '../../../src/domain/page-template.ts';
import { best, createChoiceSet, draw, spreadChance } from '../../../src/recommend/select/choose-slot.ts';
import { binomialTail } from '../../support/binomial.ts';
import { aStoredItem } from '../../support/items.ts';
import { type GivenSelection, selected } from '../../support/selection.ts';

const exploration: fc.Arbitrary<Exploration> = fc.record({
  share: fc.double({ min: 0.001, max: 1, noNaN: true }),
  temperature: fc.double({ min: 0.001, max: 50, noNaN: true }),
  among: fc.integer({ min: 1, max: 40 }),
  floor: fc.double({ min: 0, max: 1, noNaN: true }),
});
const values = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 40 });

function setOf(given: readonly number[], settings: Exploration | null) {
  const set = createChoiceSet();
  set.count = given.length;
  set.value.set(given);
  const bestAt = best(set);
  spreadChance(set, bestAt, settings);
  return { set, bestAt, chance: [...set.chance.subarray(0, set.count)] };
}

describe('the chances of one slot', () => {
  test('are 1 together, none below 0, and the best has all that is not explored', () => {
    fc.assert(
      fc.property(values, exploration, (given, settings) => {
        const { chance, bestAt } = setOf(given, settings);
        expect(Math.abs(chance.reduce((sum, one) => sum + one, 0) - 1)).toBeLessThan(1e-9);
        expect(Math.min(...chance)).toBeGreaterThanOrEqual(0);
        expect(given[bestAt]).toBe(Math.max(...given));
        expect(chance[bestAt]!).toBeGreaterThanOrEqual(1 - settings.share);
      }),
    );
  });

  test('are above the floor for those among the best, and none for others', () => {
    fc.assert(
      fc.property(values, exploration, (given, settings) => {
        const { chance } = setOf(given, settings);
        const border = given.toSorted((a, b) => b - a)[Math.min(settings.among, given.length) - 1]!;
        const among = given.filter((value) => value >= border).length;
        for (const [at, value] of given.entries()) {
          if (value < border) expect(chance[at]).toBe(0);
          else expect(chance[at]!).toBeGreaterThanOrEqual((settings.share * settings.floor) / among - 1e-12);
        }
      }),
    );
  });

  test('are those of the formula', () => {
    const { chance } = setOf([1, 0], { share: 0.5, temperature: 0.5, among: 2, floor: 0.2 });
    const softmax = 1 / (1 + Math.exp(-2));
    expect(chance[0]).toBeCloseTo(0.5 + 0.5 * (0.8 * softmax + 0.1), 12);
    expect(chance[1]).toBeCloseTo(0.5 * (0.8 * (1 - softmax) + 0.1), 12);
  });

  test('are all the best one’s where nothing is left to chance', () => {
    expect(setOf([1, 3, 2], null).chance).toEqual([0, 1, 0]);
  });

  test('are those that drawing has, whatever is drawn', () => {
    fc.assert(
      fc.property(values, exploration, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, e, u) => {
        const { set, chance } = setOf(given, e);
        const drawn = draw(set.chance, set.count, u);
        expect(chance[drawn]!).toBeGreaterThan(0);
        const below = chance.slice(0, drawn).reduce((sum, one) => sum + one, 0);
        expect(u).toBeGreaterThanOrEqual(below - 1e-9);
        expect(u).toBeLessThan(below + chance[drawn]! + 1e-9);
      }),
    );
  });
});

describe('what is logged of a slot', () => {
  const items = Array.from({ length: 12 }, (_, at) =>
    aStoredItem(at + 1, { genres: [['Drama', 'War', 'Crime'][at % 3]!], cast: [`p${at % 4}`] }),
  );
  const given: GivenSelection = {
    items,
    rows: [{ rowId: 'a', proposed: items.map(({ itemNo }) => itemNo) }],
    scores: (itemNo) => 1 / (1 + itemNo),
    template: { exploration: { share: 0.6, temperature: 0.7, among: 8, floor: 0.2 }, diversity: 0.5 },
    request: { items: 3 },
  };
  const SEEDS = 3000;
  const pages = Array.from(
    { length: SEEDS },
    (_, randomSeed) => selected({ ...given, request: { items: 3, randomSeed: randomSeed * 7919 } })[0]!.slots,
  );

  /** Of the pages where it applies, how often which item stood in the slot, against the propensity that all of them logged for it. */
  function holds(slot: number, applies: (page: (typeof pages)[number]) => boolean): void {
    const among = pages.filter(applies);
    expect(among.length).toBeGreaterThan(150);
    const logged = new Map<number, number>();
    const stood = new Map<number, number>();
    for (const page of among) {
      const { itemNo, propensity } = page[slot]!;
      expect(logged.get(itemNo) ?? propensity).toBe(propensity);
      logged.set(itemNo, propensity);
      stood.set(itemNo, (stood.get(itemNo) ?? 0) + 1);
    }
    let whole = 0;
    for (const [itemNo, propensity] of logged) {
      whole += propensity;
      expect(propensity).toBeGreaterThan(0);
      expect(propensity).toBeLessThanOrEqual(1);
      const hits = stood.get(itemNo)!;
      expect(binomialTail(hits, among.length, propensity)).toBeGreaterThan(1e-7);
      expect(1 - binomialTail(hits + 1, among.length, propensity)).toBeGreaterThan(1e-7);
    }
    expect(whole).toBeLessThan(1 + 1e-6);
    expect(whole).toBeGreaterThan(0.95);
  }

  test('is how often it stands there, in the first slot and in those that follow from it', () => {
    holds(0, () => true);
    holds(1, (page) => page[0]!.itemNo === 1);
    holds(1, (page) => page[0]!.itemNo === 2);
    holds(2, (page) => page[0]!.itemNo === 1 && page[1]!.itemNo === 2);
  });

  test('is marked as explored where the best does not stand', () => {
    for (const [first] of pages) expect(first!.explored).toBe(first!.itemNo !== 1);
  });

  test('is drawn by slot and row, whatever else there is: more slots and other rows change nothing', () => {
    for (let randomSeed = 0; randomSeed < 50; randomSeed++) {
      const request = { items: 3, randomSeed };
      const alone = selected({ ...given, request })[0]!.slots;
      const longer = selected({ ...given, request: { items: 9, randomSeed } })[0]!.slots;
      expect(longer.slice(0, 3)).toEqual(alone);
      const other = { rowId: 'zz', proposed: [9, 10, 11], order: 'proposed' as const };
      const rows = selected({ ...given, rows: [...given.rows, other], request });
      expect(rows.find(({ rowId }) => rowId === 'a')!.slots.slice(0, 3)).toEqual(alone);
    }
  });

  test('has propensity 1, nothing explored, when switched off, without scores, and in rows of a given order', () => {
    const off = { name: 'exploration', state: 'off', untilMs: null, reason: '' } as const;
    const proposed = given.rows.map((row) => ({ ...row, order: 'proposed' as const }));
    for (const changes of [{ switches: [off] }, { scored: false }, { rows: proposed }]) {
      for (let randomSeed = 0; randomSeed < 20; randomSeed++) {
        const [row] = selected({ ...given, ...changes, request: { items: 6, randomSeed } });
        expect(row!.slots.map(({ propensity, explored }) => [propensity, explored])).toEqual(Array(6).fill([1, false]));
      }
    }
  });
});
