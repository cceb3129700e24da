import { describe, expect, jest, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { comparePaired, isWorse } from '../../src/experiments/paired-comparison.ts';

// Seconds of work, which a busy machine may take minutes for.
jest.setTimeout(180_000);

const draw = (users: number, seed: number, shift: number, noise: number) => {
  const random = seededRandom(seed);
  const ease = Float64Array.from({ length: users }, () => random());
  const a = ease.map((value) => value + shift + noise * (random() - 0.5));
  return { a, b: ease };
};

describe('a paired comparison', () => {
  test('has the difference of the means, and an interval around it', () => {
    const { mean, other, difference, ci95, users } = comparePaired([1, 2, 3], [0, 2, 2], seededRandom(1));
    expect(users).toBe(3);
    expect([mean, other, difference]).toEqual([2, 4 / 3, 2 / 3].map((value) => expect.closeTo(value, 12)));
    expect(ci95![0]).toBeLessThanOrEqual(difference);
    expect(ci95![1]).toBeGreaterThanOrEqual(difference);
  });

  test('sees a small difference that what users have in common would hide', () => {
    const { a, b } = draw(300, 4, -0.02, 0.1);
    expect(isWorse(comparePaired(a, b, seededRandom(1)))).toBe(true);
    // The same values, the users of one side in another order: unpaired, the difference drowns.
    expect(isWorse(comparePaired(a.toReversed(), b, seededRandom(1)))).toBe(false);
  });

  test('calls equals worse about once in forty, not more', () => {
    let worse = 0;
    for (let round = 0; round < 200; round++) {
      const { a, b } = draw(60, round + 1, 0, 1);
      if (isWorse(comparePaired(a, b, seededRandom(round), { resamples: 200 }))) worse++;
    }
    // Five would be the promise, its standard deviation 2.2; the percentile interval is a little narrow.
    expect(worse).toBeLessThan(16);
  });

  test('weighs users by the number of their answers', () => {
    const { difference } = comparePaired([9, 0], [0, 1], seededRandom(1), { counts: [9, 1] });
    expect(difference).toBeCloseTo(0.8, 12);
  });

  test('of nobody calls nothing worse', () => {
    const nobody = comparePaired([], [], seededRandom(1));
    expect(nobody).toMatchObject({ users: 0, difference: 0, ci95: null });
    expect(isWorse(nobody)).toBe(false);
  });
});
