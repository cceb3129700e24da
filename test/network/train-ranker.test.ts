import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { DEFAULT_OBJECTIVES, HEADS } from '../../src/domain/objectives.ts';
import { openBackend } from '../../src/network/backend.ts';
import {
  createRanker,
  type EpochReport,
  type RankerExamples,
  type RankerTraining,
  trainRanker,
} from '../../src/network/ranker-net.ts';
import { listwiseQuality } from '../../src/network/ranker-quality.ts';
import type { RankerWeights } from '../../src/network/ranker-weights.ts';
import { madeUpExamples, QUICK_TRAINING } from './examples.ts';

beforeAll(() => openBackend('wasm'));

function scoresOf(weights: RankerWeights, examples: RankerExamples): Float32Array {
  const ranker = createRanker(weights);
  const scores = new Float32Array(examples.groups * examples.groupSize);
  ranker.score(examples.features, scores.length, DEFAULT_OBJECTIVES, scores);
  ranker.dispose();
  return scores;
}

const weightsOf = async (examples: RankerExamples, training: RankerTraining): Promise<RankerWeights> =>
  (await trainRanker(examples, training)).weights;

const ndcg10 = (weights: RankerWeights, examples: RankerExamples): number =>
  listwiseQuality(examples, scoresOf(weights, examples)).ndcg10;

describe('trainRanker', () => {
  test('the same seed gives the same bits; another seed does not', async () => {
    const examples = madeUpExamples(150, 1, { product: 3 });
    const first = await weightsOf(examples, QUICK_TRAINING);
    expect(await weightsOf(examples, QUICK_TRAINING)).toEqual(first);
    expect(await weightsOf(examples, { ...QUICK_TRAINING, seed: 12 })).not.toEqual(first);
  });

  test('a linear ranker learns what is linear', async () => {
    const linear = { ...QUICK_TRAINING, linear: true, learningRate: 0.1 };
    const weights = await weightsOf(madeUpExamples(400, 1), linear);
    expect(weights.hidden).toEqual([]);
    expect(ndcg10(weights, madeUpExamples(200, 2))).toBeGreaterThan(0.9);
  });

  test('hidden layers learn what a linear blend cannot', async () => {
    const [examples, unseen] = [madeUpExamples(1500, 1, { product: 6 }), madeUpExamples(200, 2, { product: 6 })];
    const training = { ...QUICK_TRAINING, epochs: 12 };
    const deep = ndcg10(await weightsOf(examples, training), unseen);
    const linear = ndcg10(await weightsOf(examples, { ...training, linear: true }), unseen);
    expect(deep).toBeGreaterThan(linear + 0.2);
  });

  test('the weights kept are those of the best epoch on the validation examples, and training stops after patience', async () => {
    const [examples, validation] = [madeUpExamples(20, 1), madeUpExamples(200, 2)];
    const reports: EpochReport[] = [];
    const training = { ...QUICK_TRAINING, epochs: 200, learningRate: 0.05, patience: 4, validation };
    const kept = await weightsOf(examples, { ...training, onEpoch: (report) => reports.push(report) });
    const losses = reports.map((report) => report.validationLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(reports.length).toBe(best + 1 + 4);
    expect(ndcg10(kept, validation)).toBeCloseTo(reports[best]!.validationNdcg10!, 5);
  });

  test('scores are probabilities: of candidates scored about p, about p are used', async () => {
    const [examples, validation] = [madeUpExamples(800, 1), madeUpExamples(400, 2)];
    const unseen = madeUpExamples(1000, 3);
    const scores = scoresOf(await weightsOf(examples, { ...QUICK_TRAINING, validation }), unseen);
    for (const [low, high] of [
      [0, 0.1],
      [0.1, 0.4],
      [0.4, 1],
    ] as const) {
      const inside = [...scores.keys()].filter((place) => scores[place]! >= low && scores[place]! < high);
      const meanScore = inside.reduce((sum, place) => sum + scores[place]!, 0) / inside.length;
      const used = inside.reduce((sum, place) => sum + unseen.labels[place]!, 0) / inside.length;
      expect(inside.length).toBeGreaterThan(100);
      expect(Math.abs(meanScore - used)).toBeLessThan(0.07);
    }
  });

  test('different candidates keep different scores', async () => {
    const scores = scoresOf(await weightsOf(madeUpExamples(400, 1), QUICK_TRAINING), madeUpExamples(100, 2));
    expect(new Set(scores).size).toBeGreaterThan(scores.length * 0.999);
    expect(Math.max(...scores)).toBeLessThan(0.999);
  });

  test('a feature that never varied in training has no say in serving', async () => {
    const weights = await weightsOf(madeUpExamples(200, 1), QUICK_TRAINING);
    const usual = madeUpExamples(20, 2);
    const unusual = { ...usual, features: usual.features.map((value, i) => (i % usual.width === 4 ? 1000 : value)) };
    expect(scoresOf(weights, unusual)).toEqual(scoresOf(weights, usual));
  });

  test('empty places change nothing', async () => {
    const whole = madeUpExamples(100, 1);
    const { groups, groupSize, width } = whole;
    const features = new Float32Array(groups * (groupSize + 3) * width).fill(Number.NaN);
    const labels = new Float32Array(groups * (groupSize + 3)).fill(-1);
    for (let group = 0; group < groups; group++) {
      const rows = whole.features.subarray(group * groupSize * width, (group + 1) * groupSize * width);
      features.set(rows, group * (groupSize + 3) * width);
      labels.set(whole.labels.subarray(group * groupSize, (group + 1) * groupSize), group * (groupSize + 3));
    }
    const places = labels.length;
    const outcomes = new Float32Array(HEADS.length * places).fill(Number.NaN);
    outcomes.set(
      labels.map((label) => (label < 0 ? Number.NaN : label)),
      HEADS.indexOf('play') * places,
    );
    const none = new Int16Array(places).fill(-1);
    const padded = {
      ...whole,
      features,
      labels,
      outcomes,
      drawWeights: new Float32Array(places).fill(1),
      shownRow: none,
      shownPosition: none,
      groupSize: groupSize + 3,
    };
    const [a, b] = [await weightsOf(whole, QUICK_TRAINING), await weightsOf(padded, QUICK_TRAINING)];
    const [scoresA, scoresB] = [scoresOf(a, whole), scoresOf(b, whole)];
    for (const [place, score] of scoresA.entries()) expect(Math.abs(score - scoresB[place]!)).toBeLessThan(1e-3);
  });

  test('heavier groups win an argument', async () => {
    const yes = madeUpExamples(100, 1);
    const no = { ...yes, features: yes.features.map((value, i) => (i % yes.width === 0 ? -value : value)) };
    const both = {
      ...madeUpExamples(200, 1),
      features: Float32Array.of(...yes.features, ...no.features),
      labels: Float32Array.of(...yes.labels, ...yes.labels),
      outcomes: new Float32Array(HEADS.length * 200 * yes.groupSize).fill(Number.NaN),
      groupWeights: Float32Array.from({ length: 200 }, (_, group) => (group < 100 ? 5 : 1)),
    };
    const weights = await weightsOf(both, { ...QUICK_TRAINING, linear: true });
    expect(weights.skip[HEADS.indexOf('play')]).toBeGreaterThan(0);
  });

  test('groups of which nothing was wanted teach no order, but that less is wanted', async () => {
    const wanted = madeUpExamples(300, 1);
    const mixed = madeUpExamples(600, 1);
    const places = mixed.labels.length;
    // The second half: the same kind of candidates, and nothing came of any.
    mixed.labels.fill(0, places / 2);
    mixed.outcomes.fill(0, HEADS.indexOf('play') * places + places / 2, (HEADS.indexOf('play') + 1) * places);
    const unseen = madeUpExamples(200, 2);
    const mean = (scores: Float32Array): number => scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const [alone, together] = [await weightsOf(wanted, QUICK_TRAINING), await weightsOf(mixed, QUICK_TRAINING)];
    expect(ndcg10(together, unseen)).toBeGreaterThan(ndcg10(alone, unseen) - 0.02);
    expect(mean(scoresOf(alone, unseen))).toBeGreaterThan(0.055);
    expect(mean(scoresOf(together, unseen))).toBeLessThan(0.045);
  });

  test('training leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await trainRanker(madeUpExamples(50, 1), { ...QUICK_TRAINING, validation: madeUpExamples(20, 2) });
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['no groups', { groups: 0 }],
    ['a feature that is NaN', { features: new Float32Array(50 * 16 * 6).fill(Number.NaN) }],
    ['a group without a positive', { labels: new Float32Array(50 * 16) }],
    ['a weight of zero', { groupWeights: new Float32Array(50) }],
    ['columns that are too short', { labels: new Float32Array(3) }],
  ])('examples with %s are refused', async (_, broken) => {
    const training = trainRanker({ ...madeUpExamples(50, 1), ...broken }, QUICK_TRAINING);
    await expect(training).rejects.toMatchObject({ code: 'data-check-failed' });
  });
});
