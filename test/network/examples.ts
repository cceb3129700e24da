import { seededRandom } from '../../src/domain/clock.ts';
import { HEADS } from '../../src/domain/objectives.ts';
import type { RankerExamples } from '../../src/network/ranker-net.ts';

/**
 * Groups in which the candidate with the largest utility is the positive one. Feature 0 counts linearly, 1 x 2 only as a product
 * (what a linear blend cannot see), 3 has a large mean, 4 is constant, the rest is noise.
 */
export function madeUpExamples(groups: number, seed: number, options: { product?: number } = {}): RankerExamples {
  const [groupSize, width] = [16, 6];
  const random = seededRandom(seed);
  const features = new Float32Array(groups * groupSize * width);
  const labels = new Float32Array(groups * groupSize);
  for (let group = 0; group < groups; group++) {
    let best = 0;
    let bestUtility = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < groupSize; place++) {
      const row = features.subarray((group * groupSize + place) * width, (group * groupSize + place + 1) * width);
      for (let i = 0; i < width; i++) row[i] = random() * 2 - 1;
      row[3]! += 50;
      row[4] = 3;
      const utility = 2 * row[0]! + (options.product ?? 0) * row[1]! * row[2]! + 0.4 * random();
      if (utility > bestUtility) [best, bestUtility] = [place, utility];
    }
    labels[group * groupSize + best] = 1;
  }
  const places = groups * groupSize;
  const outcomes = new Float32Array(HEADS.length * places).fill(Number.NaN);
  outcomes.set(labels, HEADS.indexOf('play') * places);
  return {
    features,
    labels,
    outcomes,
    drawWeights: new Float32Array(places).fill(1),
    shownRow: new Int16Array(places).fill(-1),
    shownPosition: new Int16Array(places).fill(-1),
    groups,
    groupSize,
    width,
    groupWeights: new Float32Array(groups).fill(1),
  };
}

export const QUICK_TRAINING = {
  fingerprint: 'f'.repeat(64),
  epochs: 6,
  batchGroups: 32,
  learningRate: 0.02,
  hidden: [16, 8],
  l2: 1e-6,
  seed: 11,
  patience: 3,
};
