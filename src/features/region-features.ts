import type { FeatureGroup } from './feature-context.ts';

/**
 * How popular the candidate is where the request comes from: log of 1 + plays from pages of that region, and how far that is above or
 * below what its popularity everywhere leads to expect (log of a ratio, shrunk towards 0 by ten expected plays). 0 without a region,
 * and where nothing was played there.
 */
export const regionFeatures: FeatureGroup = {
  name: 'region',
  width: 2,
  columns: ['region-plays', 'region-lift'],
  version: 1,
  readsStats: true,
  write({ stats, region, catalogue }, candidates, count, out, stride, offset) {
    const local = region === null ? undefined : stats.regions.get(region);
    for (let c = 0; c < count; c++) {
      const at = c * stride + offset;
      if (local === undefined || local.total <= 0 || stats.totalUses <= 0) {
        out[at] = out[at + 1] = 0;
        continue;
      }
      const title = catalogue.titleOf[candidates[c]!]!;
      const plays = local.plays[title] ?? 0;
      const expected = (local.total * (stats.uses[title] ?? 0)) / stats.totalUses;
      out[at] = Math.log1p(plays);
      out[at + 1] = Math.log((plays + SHRINKING) / (expected + SHRINKING));
    }
  },
};

const SHRINKING = 10;
