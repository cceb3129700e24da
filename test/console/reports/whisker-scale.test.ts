import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundUp, whiskerPlace, whiskerScale } from '../../../src/console/reports/parts/whisker-scale.ts';

const measured = (value: number | null, interval: readonly [number, number] | null = null) => ({ value, interval });

test('an axis begins at 0 and ends at a round number beyond the furthest end of an interval', () => {
  const scale = whiskerScale([measured(0.02, [0.018, 0.022]), measured(0.033, [0.031, 0.0355]), measured(null)]);
  expect(scale).toEqual({ min: 0, max: 0.04, ticks: [0, 0.02, 0.04] });
});

test('what was counted little does not flatten all else: its interval is cut, and says so', () => {
  const wide = measured(0.01, [0.001, 0.6]);
  const scale = whiskerScale([wide, measured(0.02, [0.018, 0.022])]);
  expect(scale.max).toBe(0.04);
  expect(whiskerPlace(wide, scale)).toMatchObject({ value: 0.25, high: 1, isCutLow: false, isCutHigh: true });
});

test('what may be below 0 has an axis to both sides', () => {
  const cost = measured(-12, [-30, 6]);
  const scale = whiskerScale([cost, measured(3, [1, 5])]);
  expect(scale).toEqual({ min: -30, max: 6, ticks: [-30, -15, 0, 6] });
  expect(whiskerPlace(cost, scale)).toMatchObject({ low: 0, value: 0.5, high: 1, zero: 30 / 36 });
});

test('of nothing, and of zeros, there is an axis still', () => {
  expect(whiskerScale([])).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] });
  expect(whiskerScale([measured(0, [0, 0.007])]).max).toBe(0.008);
  expect(whiskerPlace(measured(null), whiskerScale([]))).toBeNull();
});

test('every value lies on its axis, in the order of the numbers', () => {
  const one = fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(1000), fc.nat(1000))
    // What differs from 0 in the hundredth digit is told by nothing.
    .map(([value, below, above]) => [Math.abs(value) < 1e-100 ? 0 : value, below, above] as const)
    .map(([value, below, above]) => measured(value, [value - below, value + above]));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1 }), (all) => {
      const scale = whiskerScale(all);
      for (const each of all) {
        const { low, value, high } = whiskerPlace(each, scale)!;
        expect(each.value).toBeLessThanOrEqual(scale.max);
        expect(each.value).toBeGreaterThanOrEqual(scale.min);
        expect(0 <= low! && low! <= value && value <= high! && high! <= 1).toBe(true);
      }
    }),
  );
});

test('rounds up to what can be read off an axis', () => {
  expect([0.0335, 1, 1.01, 7, 0.15, 90, 0].map(roundUp)).toEqual([0.04, 1, 1.5, 8, 0.15, 100, 0]);
});
