import type { MarqueeProblem } from './problem.ts';

/**
 * How long to wait before a call is sent again; null: it is not. Sent again are calls that never were handled (429) and those that may be
 * handled twice (`isRepeatable`) after no answer or a 503; a 429 or 503 only when the service says after what time.
 *
 * @param attempt attempts made so far, from 1
 */
export function retryDelayMs(
  problem: MarqueeProblem,
  isRepeatable: boolean,
  attempt: number,
  random: () => number,
): number | null {
  const { status, retryAfterMs } = problem;
  if (status === 0) return isRepeatable ? backoffMs(attempt, random) : null;
  if (status !== 429 && !(status === 503 && isRepeatable)) return null;
  return retryAfterMs === null || retryAfterMs > LONGEST_WAIT_MS ? null : retryAfterMs;
}

/** After the n-th failure in a row (from 1): doubling from `firstMs` to `mostMs`, the upper half of it by chance. */
export function backoffMs(failures: number, random: () => number, firstMs = 250, mostMs = 10_000): number {
  const wholeMs = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(wholeMs * (0.5 + random() / 2));
}

/** Nobody waits longer inside of one call. */
const LONGEST_WAIT_MS = 30_000;
