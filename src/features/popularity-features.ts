import type { FeatureGroup } from './feature-context.ts';

/**
 * How much used the candidate is: ever (log), lately (log of the count decayed by the half-life of its type), whether never; how well rated (mean opinion
 * -1..1, shrunk towards 0 by five neutral ratings); and how far its popularity is from what this user tends to watch.
 */
export const popularityFeatures: FeatureGroup = {
  name: 'popularity',
  width: 5,
  columns: ['uses', 'trend', 'unused', 'rating', 'popularity-gap'],
  version: 2,
  readsStats: true,
  write({ stats, history, catalogue }, candidates, count, out, stride, offset) {
    let usualLog = 0;
    const depth = Math.min(history.length, TASTE_TITLES);
    for (let at = 0; at < depth; at++) usualLog += Math.log1p(stats.uses[history.title[at]!] ?? 0) / depth;
    for (let c = 0; c < count; c++) {
      const title = catalogue.titleOf[candidates[c]!]!;
      // Titles newer than the stats have none yet.
      const uses = stats.uses[title] ?? 0;
      const usesLog = Math.log1p(uses);
      const at = c * stride + offset;
      out[at] = usesLog;
      out[at + 1] = Math.log(TREND_FLOOR + (stats.trend[title] ?? 0));
      out[at + 2] = uses === 0 ? 1 : 0;
      out[at + 3] = (stats.ratingSum[title] ?? 0) / ((stats.ratings[title] ?? 0) + NEUTRAL_RATINGS);
      out[at + 4] = depth === 0 ? 0 : Math.abs(usesLog - usualLog);
    }
  },
};

const TASTE_TITLES = 20;
const TREND_FLOOR = 0.05;
const NEUTRAL_RATINGS = 5;
