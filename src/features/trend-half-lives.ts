import type { ItemType } from '../domain/item.ts';

const HOUR_MS = 3_600_000;

/**
 * The time in which a use of a title loses half its weight in the trend. Serving and training read this one table; another number is
 * another meaning of the popularity features: bump their version. Films and series keep the three days that all titles had, which the
 * measurements of docs/quality.md stand on. The others by how long people talk of them: a clip is news for the rest of its day, a live
 * item is played while it runs, a daily programme (an episode that has no series in the catalogue) until the next one.
 */
export const TREND_HALF_LIFE_MS: Readonly<Record<ItemType, number>> = {
  film: 72 * HOUR_MS,
  series: 72 * HOUR_MS,
  episode: 24 * HOUR_MS,
  live: 1 * HOUR_MS,
  clip: 6 * HOUR_MS,
};
