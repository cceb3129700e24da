import type { FeatureGroup } from './feature-context.ts';

/** Who asks, the same for every candidate: log of 1 + titles in the history. A net can weigh the other features by it. */
export const viewerFeatures: FeatureGroup = {
  name: 'viewer',
  width: 1,
  columns: ['history-length'],
  version: 1,
  write({ history }, _candidates, count, out, stride, offset) {
    const length = Math.log1p(history.length);
    for (let c = 0; c < count; c++) out[c * stride + offset] = length;
  },
};
