import type { FeatureGroup } from './feature-context.ts';

/**
 * How tired the user may be of the candidate: log of 1 + how often its title was seen on pages and ignored (sightings.ts), and how
 * fresh that is: 1 for just now, halved every three days, 0 for never.
 */
export const fatigueFeatures: FeatureGroup = {
  name: 'fatigue',
  width: 2,
  columns: ['ignored', 'ignored-lately'],
  version: 1,
  write({ nowMs, sightings, catalogue }, candidates, count, out, stride, offset) {
    for (let c = 0; c < count; c++) {
      const slot = sightings.find(catalogue.titleOf[candidates[c]!]!);
      const ignored = slot < 0 ? 0 : sightings.ignored[slot]!;
      const at = c * stride + offset;
      out[at] = ignored === 0 ? 0 : Math.log1p(ignored);
      out[at + 1] = ignored === 0 ? 0 : halved(nowMs - sightings.lastIgnoredAtMs[slot]!);
    }
  },
};

const HALF_LIFE_MS = 3 * 86_400_000;

/** A client's clock may be ahead of ours: what is still to come is just now. */
const halved = (ageMs: number): number => 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS);
