import type { FeatureGroup } from './feature-context.ts';

/**
 * How far the user is with the candidate: the share of the series' episodes that was watched, and how fresh an unfinished title is: 1
 * for just now, halved every seven days, 0 where nothing waits to be finished (series-progress.ts).
 */
export const progressFeatures: FeatureGroup = {
  name: 'progress',
  width: 2,
  columns: ['watched-share', 'begun-lately'],
  version: 2,
  write({ nowMs, series, catalogue }, candidates, count, out, stride, offset) {
    for (let c = 0; c < count; c++) {
      const slot = series.find(catalogue.titleOf[candidates[c]!]!);
      const at = c * stride + offset;
      const begunAtMs = slot < 0 ? Number.NaN : series.begunAtMs[slot]!;
      out[at] = slot < 0 ? 0 : series.share[slot]!;
      out[at + 1] = Number.isNaN(begunAtMs) ? 0 : 2 ** (-Math.max(0, nowMs - begunAtMs) / HALF_LIFE_MS);
    }
  },
};

const HALF_LIFE_MS = 7 * 86_400_000;
