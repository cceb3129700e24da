import { describe, expect, test } from '@jest/globals';
import { DRAWS, keyedChance, rowKeyOf } from '../../../src/recommend/select/chance.ts';
import { binomialTail } from '../../support/binomial.ts';

const N = 3000;
/** That so many of N fall into a tenth, or more, or fewer, is not absurd. */
function isATenth(hits: number): void {
  expect(binomialTail(hits, N, 0.1)).toBeGreaterThan(1e-7);
  expect(1 - binomialTail(hits + 1, N, 0.1)).toBeGreaterThan(1e-7);
}
const tenths = (numbers: readonly number[]): number[] => {
  const counts = new Array<number>(10).fill(0);
  for (const number of numbers) counts[Math.floor(number * 10)]!++;
  return counts;
};
const keys = ['top-picks', 'genre:war', 'genre:drama'].map(rowKeyOf);

describe('keyed chance', () => {
  test('is the same for the same key and uniform over seeds, over slots and over draws', () => {
    expect(keyedChance(5, keys[0]!, 3, DRAWS.slot)).toBe(keyedChance(5, keys[0]!, 3, DRAWS.slot));
    for (const key of keys) {
      for (const draw of Object.values(DRAWS)) {
        const bySeed = Array.from({ length: N }, (_, seed) => keyedChance(seed, key, 3, draw));
        const bySlot = Array.from({ length: N }, (_, slot) => keyedChance(-17, key, slot, draw));
        for (const numbers of [bySeed, bySlot]) {
          expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...numbers)).toBeLessThan(1);
          tenths(numbers).forEach(isATenth);
        }
      }
    }
  });

  test('tells nothing of the next slot, of another row, of the other draw', () => {
    const [a, b] = keys as [number, number];
    const pairs: ((seed: number) => [number, number])[] = [
      (seed) => [keyedChance(seed, a, 0, DRAWS.slot), keyedChance(seed, a, 1, DRAWS.slot)],
      (seed) => [keyedChance(seed, a, 0, DRAWS.slot), keyedChance(seed, b, 0, DRAWS.slot)],
      (seed) => [keyedChance(seed, a, 5, DRAWS.slot), keyedChance(seed, a, 5, DRAWS.newItem)],
      (seed) => [keyedChance(seed, a, 5, DRAWS.slot), keyedChance(seed + 1, a, 5, DRAWS.slot)],
    ];
    for (const pair of pairs) {
      const second = Array.from({ length: 10 * N }, (_, seed) => pair(seed))
        .filter(([first]) => first < 0.1)
        .slice(0, N)
        .map(([, other]) => other);
      // About a tenth of ten times as many: as many as the bound is for, or all of them.
      const share = second.filter((number) => number < 0.1).length;
      expect(binomialTail(share, second.length, 0.1)).toBeGreaterThan(1e-7);
      expect(1 - binomialTail(share + 1, second.length, 0.1)).toBeGreaterThan(1e-7);
    }
  });
});
