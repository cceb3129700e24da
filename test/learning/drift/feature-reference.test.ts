import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { FEWEST_IMPRESSIONS, featureReference, sharesOf } from '../../../src/learning/drift/feature-reference.ts';
import { driftOf } from '../../../src/learning/drift/measure-drift.ts';
import type { RankerExamples } from '../../../src/network/ranker-examples.ts';

const NAMES = ['even', 'mostly-nothing', 'constant'];

/** Rows of three features; every other place was drawn and not shown, and is far away. */
function examplesOf(shown: number, seed: number, shift = 0): RankerExamples {
  const random = seededRandom(seed);
  const places = 2 * shown;
  const features = new Float32Array(places * 3);
  for (let place = 0; place < places; place++) {
    const drawn = place % 2 === 1 ? 1000 : 0;
    features.set([drawn + shift + random(), drawn + (random() < 0.05 ? 1 + random() : 0), drawn + 7], place * 3);
  }
  return {
    features,
    width: 3,
    groups: 1,
    groupSize: places,
    labels: new Float32Array(places),
    outcomes: new Float32Array(0),
    drawWeights: new Float32Array(places).fill(1),
    shownRow: new Int16Array(places),
    shownPosition: Int16Array.from({ length: places }, (_, place) => (place % 2 === 1 ? -1 : 3)),
    groupWeights: Float32Array.of(1),
  };
}

const shownRows = ({ features }: RankerExamples): Float32Array =>
  features.filter((_, at) => Math.floor(at / 3) % 2 === 0);

describe('the reference of features', () => {
  test('has deciles of what was shown, each value once, and shares that add up to 1', () => {
    const { features, impressions } = featureReference(examplesOf(4000, 1), NAMES, 'f')!;
    expect(impressions).toBe(4000);
    expect(features.map(({ name }) => name)).toEqual(NAMES);
    const [even, sparse, constant] = features;
    expect(even!.edges.length).toBe(9);
    for (const share of even!.shares) expect(share).toBeCloseTo(0.1, 2);
    expect(sparse!.edges.length).toBe(1);
    expect(sparse!.shares[0]).toBeCloseTo(0.95, 1);
    expect(constant).toEqual({ name: 'constant', edges: [7, expect.closeTo(7, 4)], shares: [0, 1, 0] });
    for (const { shares } of features) expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  test('is none where little was shown', () => {
    expect(featureReference(examplesOf(FEWEST_IMPRESSIONS - 1, 1), NAMES, 'f')).toBeNull();
    expect(featureReference(examplesOf(FEWEST_IMPRESSIONS, 1), NAMES, 'f')).not.toBeNull();
  });

  test('bins are open at both ends, and an edge begins the bin above it', () => {
    expect(sharesOf([-9, 0, 0.5, 1, 99], [0, 1])).toEqual([0.2, 0.4, 0.4]);
    expect(sharesOf([], [0])).toEqual([0, 0]);
  });
});

describe('drift', () => {
  const reference = featureReference(examplesOf(4000, 1), NAMES, 'f')!;

  test('is next to nothing for more of the same', () => {
    const other = shownRows(examplesOf(4000, 2));
    for (const { psi } of driftOf(reference, [other.subarray(0, 3000), other.subarray(3000)], 4000)) {
      expect(psi).toBeLessThan(0.01);
    }
  });

  test('is large for the feature that moved, and for no other', () => {
    const [even, sparse, constant] = driftOf(reference, [shownRows(examplesOf(4000, 2, 0.5))], 4000);
    expect(even!.psi).toBeGreaterThan(0.25);
    expect(sparse!.psi).toBeLessThan(0.01);
    expect(constant!.psi).toBe(0);
  });

  test('of what was always the same is large once it is not', () => {
    const moved = shownRows(examplesOf(4000, 2)).map((value, at) => (at % 3 === 2 && at % 2 === 0 ? 8 : value));
    expect(driftOf(reference, [moved], 4000)[2]!.psi).toBeGreaterThan(0.25);
  });
});
