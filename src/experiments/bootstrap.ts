import type { Random } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';

export const RESAMPLES = 1000;

/**
 * Bootstrap over users (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13): as many users as there are,
 * drawn with replacement, `resamples` times. Each column holds a sum a user, `counts` the number of values behind it; the answer
 * holds for each column its resampled means, sum of sums / sum of counts. All columns see the same draws, so the difference of two
 * columns, resample by resample, is the paired one. Draws in which no user counts give NaN. Throws bad-argument on uneven columns.
 */
export function bootstrap(
  columns: readonly ArrayLike<number>[],
  counts: ArrayLike<number>,
  random: Random,
  resamples = RESAMPLES,
): Float64Array[] {
  const users = counts.length;
  if (columns.some((column) => column.length !== users))
    throw new MarqueeError('bad-argument', 'Every column must have one sum a user.');
  const means = columns.map(() => new Float64Array(resamples));
  const drawn = new Int32Array(users);
  for (let resample = 0; resample < resamples; resample++) {
    let count = 0;
    for (let i = 0; i < users; i++) {
      drawn[i] = Math.floor(random() * users);
      count += counts[drawn[i]!]!;
    }
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      let sum = 0;
      for (let i = 0; i < users; i++) sum += column[drawn[i]!]!;
      means[c]![resample] = count === 0 ? Number.NaN : sum / count;
    }
  }
  return means;
}

/** [low, high] between which the middle `level` of the resampled values lies, percentiles by linear interpolation; null of none. */
export function percentileInterval(resampled: ArrayLike<number>, level = 0.95): readonly [number, number] | null {
  const sorted = Float64Array.from(resampled)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return null;
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}
