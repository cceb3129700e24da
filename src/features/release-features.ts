import type { FeatureGroup } from './feature-context.ts';

/**
 * When the candidate came out: its age now (log of 1 + years, 0 if it is not out yet), how many years its release lies from
 * those of the newest titles watched (log of 1 + years; titles weigh strength x 2^(-n / 5)), and whether its date is known.
 */
export const releaseFeatures: FeatureGroup = {
  name: 'release',
  width: 3,
  columns: ['age', 'release-gap', 'release-known'],
  version: 1,
  write({ nowMs, history, catalogue }, candidates, count, out, stride, offset) {
    const { releasedAtMs } = catalogue;
    let sum = 0;
    let weights = 0;
    const depth = Math.min(history.length, DEPTH);
    for (let at = 0; at < depth; at++) {
      const releasedAt = releasedAtMs[history.title[at]!]!;
      if (Number.isNaN(releasedAt)) continue;
      const weight = history.strength[at]! * 2 ** (-at / HALF_LIFE);
      sum += weight * releasedAt;
      weights += weight;
    }
    const usual = weights > 0 ? sum / weights : Number.NaN;
    for (let c = 0; c < count; c++) {
      const releasedAt = releasedAtMs[candidates[c]!]!;
      const known = !Number.isNaN(releasedAt);
      const at = c * stride + offset;
      out[at] = Math.log1p(known ? Math.max(0, nowMs - releasedAt) / YEAR_MS : UNKNOWN_YEARS);
      out[at + 1] = Math.log1p(known && weights > 0 ? Math.abs(releasedAt - usual) / YEAR_MS : UNKNOWN_YEARS);
      out[at + 2] = known ? 1 : 0;
    }
  },
};

const YEAR_MS = 365.25 * 86_400_000;
/** In titles of history. */
const HALF_LIFE = 5;
const DEPTH = 20;
/** Stands for a date nobody knows. */
const UNKNOWN_YEARS = 10;
