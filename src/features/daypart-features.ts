import type { FeatureGroup } from './feature-context.ts';
import { localHour } from './local-hour.ts';

/**
 * What kind of thing the candidate is and the time of day where the user is: whether a series (or an episode of one), whether
 * something else than a film (a live event, a clip); and the hour as a point on a circle (sine, cosine), for series and for films
 * apart: so that even a linear blend can learn that series go with the late evening.
 */
export const daypartFeatures: FeatureGroup = {
  name: 'daypart',
  width: 6,
  columns: ['is-series', 'is-other', 'series-hour-sin', 'series-hour-cos', 'film-hour-sin', 'film-hour-cos'],
  version: 1,
  write({ nowMs, timeZone, catalogue }, candidates, count, out, stride, offset) {
    const angle = (2 * Math.PI * localHour(nowMs, timeZone)) / 24;
    const sine = Math.sin(angle);
    const cosine = Math.cos(angle);
    for (let c = 0; c < count; c++) {
      const type = catalogue.type[candidates[c]!]!;
      const isSeries = type === 'series' || type === 'episode';
      const isFilm = type === 'film';
      const at = c * stride + offset;
      out[at] = isSeries ? 1 : 0;
      out[at + 1] = isSeries || isFilm ? 0 : 1;
      out[at + 2] = isSeries ? sine : 0;
      out[at + 3] = isSeries ? cosine : 0;
      out[at + 4] = isFilm ? sine : 0;
      out[at + 5] = isFilm ? cosine : 0;
    }
  },
};
