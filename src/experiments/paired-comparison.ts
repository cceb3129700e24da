import type { Random } from '../domain/clock.ts';
import { bootstrap, percentileInterval, RESAMPLES } from './bootstrap.ts';

/** Of two ways that the same users were served: the means, their difference a - b, and the interval that chance leaves it. */
export interface PairedComparison {
  readonly users: number;
  readonly mean: number;
  readonly other: number;
  readonly difference: number;
  /** Percentile bootstrap over users. Null where nobody was asked. */
  readonly ci95: readonly [number, number] | null;
}

/**
 * Compares a with b, one sum a user in each, `counts` the number of values behind it (absent: one). A user stands in both, so what
 * makes a user easy or hard for both cancels out.
 */
export function comparePaired(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  random: Random,
  { counts = new Float64Array(a.length).fill(1) as ArrayLike<number>, resamples = RESAMPLES } = {},
): PairedComparison {
  const differences = Float64Array.from({ length: a.length }, (_, user) => a[user]! - b[user]!);
  const [resampled] = bootstrap([differences], counts, random, resamples);
  const total = sumOf(counts);
  const meanOf = (sums: ArrayLike<number>): number => (total === 0 ? 0 : sumOf(sums) / total);
  return {
    users: a.length,
    mean: meanOf(a),
    other: meanOf(b),
    difference: meanOf(differences),
    ci95: percentileInterval(resampled!),
  };
}

/** Worse beyond noise, one-sided at 97.5 %: the whole interval lies below 0. */
export const isWorse = ({ ci95 }: PairedComparison): boolean => ci95 !== null && ci95[1] < 0;

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
