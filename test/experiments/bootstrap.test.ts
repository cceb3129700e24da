import { describe, expect, jest, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { bootstrap, percentileInterval } from '../../src/experiments/bootstrap.ts';

// Seconds of work, which a busy machine may take minutes for.
jest.setTimeout(180_000);

const ones = (length: number): Float64Array => new Float64Array(length).fill(1);

/** Sum of twelve uniform numbers less six: near enough to normal, mean 0, variance 1. */
const normal = (random: () => number): number =>
  Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);

describe('the bootstrap', () => {
  test('covers the true mean about 95 times in a hundred', () => {
    const random = seededRandom(3);
    let covered = 0;
    for (let round = 0; round < 200; round++) {
      const values = Float64Array.from({ length: 60 }, () => 5 + normal(random));
      const [low, high] = percentileInterval(bootstrap([values], ones(60), random, 200)[0]!)!;
      if (low <= 5 && 5 <= high) covered++;
    }
    // 190 of 200 would be the promise; its standard deviation is 3.1.
    expect(covered).toBeGreaterThan(176);
    expect(covered).toBeLessThan(200);
  });

  test('gives of large samples the interval of the normal distribution, mean ± 1.96 standard errors', () => {
    const random = seededRandom(5);
    const values = Float64Array.from({ length: 1600 }, () => normal(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = percentileInterval(bootstrap([values], ones(1600), random)[0]!)!;
    expect(Math.abs(low - (mean - 1.96 / Math.sqrt(1600)))).toBeLessThan(0.006);
    expect(Math.abs(high - (mean + 1.96 / Math.sqrt(1600)))).toBeLessThan(0.006);
  });

  test('resamples users, not values: one with many counts once', () => {
    // Two users with a hundred answers each, all right or all wrong: the mean of a draw is 0, a half or 1, nothing between.
    const [means] = bootstrap([Float64Array.of(100, 0)], Float64Array.of(100, 100), seededRandom(1));
    expect([...new Set(means)].sort()).toEqual([0, 0.5, 1]);
  });

  test('shows all columns the same draws', () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i % 7);
    const more = values.map((value) => value + 2);
    const [low, high] = bootstrap([values, more], ones(50), seededRandom(2));
    low!.forEach((mean, resample) => {
      expect(high![resample]! - mean).toBeCloseTo(2, 9);
    });
  });

  test('of one seed gives one answer', () => {
    const run = () => bootstrap([Float64Array.of(1, 2, 3, 4)], ones(4), seededRandom(9));
    expect(run()).toEqual(run());
  });

  test('of nobody has no interval, and uneven columns are refused', () => {
    expect(percentileInterval(bootstrap([[]], [], seededRandom(1))[0]!)).toBeNull();
    expect(() => bootstrap([[1, 2]], [1], seededRandom(1))).toThrow('one sum a user');
  });

  test('percentiles lie between the values next to them', () => {
    expect(percentileInterval([4, 0, 1, 3, 2], 0.9)).toEqual([0.2, 3.8].map((value) => expect.closeTo(value, 9)));
  });
});
