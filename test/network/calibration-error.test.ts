import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { fitCalibration } from '../../src/network/calibration.ts';
import { crossFitError, expectedCalibrationError } from '../../src/network/calibration-error.ts';

const columns = (...rows: readonly (readonly [number, number, number])[]) =>
  [0, 1, 2].map((column) => Float64Array.from(rows, (row) => row[column as 0])) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];

describe('expectedCalibrationError', () => {
  test('is the weighted mean over bins of equal weight of |mean prediction - mean outcome|', () => {
    // Bin 1: predictions .1 and .3, one of two happened: |.2 - .5|. Bin 2: .6 and .8, both happened: |.7 - 1|.
    const two = columns([0.6, 1, 1], [0.1, 0, 1], [0.8, 1, 1], [0.3, 1, 1]);
    expect(expectedCalibrationError(...two, 2)).toBeCloseTo(0.3, 12);
    // The one heavy place fills a bin alone: 3/6 x |.1 - 0| + 3/6 x |mean(.3, .6, .8) - 1|.
    const heavy = columns([0.6, 1, 1], [0.1, 0, 3], [0.8, 1, 1], [0.3, 1, 1]);
    expect(expectedCalibrationError(...heavy, 2)).toBeCloseTo(0.5 * 0.1 + 0.5 * (1 - 1.7 / 3), 12);
  });

  test('is 0 of perfect predictions and 1 of the very worst', () => {
    expect(expectedCalibrationError(...columns([0, 0, 1], [1, 1, 2], [1, 1, 5]))).toBe(0);
    expect(expectedCalibrationError(...columns([0, 1, 1], [1, 0, 2], [1, 0, 5]))).toBe(1);
  });
});

describe('crossFitError', () => {
  const random = seededRandom(4);
  const logits = Float64Array.from({ length: 6000 }, () => random() * 6 - 4);
  const outcomes = logits.map((logit) => (random() < 1 / (1 + Math.exp(-(0.5 * logit + 0.4))) ? 1 : 0));
  const weights = new Float64Array(6000).fill(2);

  test('is small where the calibration holds for whoever it was not fitted to', () => {
    const half = Uint8Array.from({ length: 6000 }, (_, i) => i % 2);
    expect(crossFitError({ logits, outcomes, weights }, half)).toBeLessThan(0.03);
  });

  test('is large where it does not: each half is judged by the other', () => {
    const half = Uint8Array.from({ length: 6000 }, (_, i) => i % 2);
    const opposed = outcomes.map((outcome, i) => (half[i] === 1 ? 1 - outcome : outcome));
    expect(crossFitError({ logits, outcomes: opposed, weights }, half)).toBeGreaterThan(0.1);
  });
});

test('fitCalibration finds the slope and the intercept that outcomes were drawn with, weights and shares included', () => {
  const random = seededRandom(5);
  const logits = Float64Array.from({ length: 20_000 }, () => random() * 6 - 3);
  const chances = logits.map((logit) => 1 / (1 + Math.exp(-(0.5 * logit - 1))));
  // Half of what did not happen is left out, and what is left of it counts twice.
  const happened = chances.map((chance) => (random() < chance ? 1 : 0));
  const kept = [...happened.keys()].filter((i) => happened[i] === 1 || random() < 0.5);
  const drawn = fitCalibration({
    logits: Float64Array.from(kept, (i) => logits[i]!),
    outcomes: Float64Array.from(kept, (i) => happened[i]!),
    weights: Float64Array.from(kept, (i) => (happened[i] === 1 ? 1 : 2)),
  });
  const shares = fitCalibration({ logits, outcomes: chances, weights: new Float64Array(logits.length).fill(1) });
  for (const { slope, intercept } of [drawn, shares]) {
    expect(Math.abs(slope - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(intercept + 1)).toBeLessThan(0.08);
  }
});
