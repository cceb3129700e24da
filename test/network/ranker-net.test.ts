import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { seededRandom } from '../../src/domain/clock.ts';
import { DEFAULT_OBJECTIVES, HEADS, type Head, type Objectives } from '../../src/domain/objectives.ts';
import { openBackend } from '../../src/network/backend.ts';
import { checkGolden, createRanker, decodeRanker, encodeGolden, encodeRanker } from '../../src/network/ranker-net.ts';
import type { RankerWeights } from '../../src/network/ranker-weights.ts';

beforeAll(() => openBackend('wasm'));

const random = seededRandom(3);
const values = (length: number, size = 1): Float32Array =>
  Float32Array.from({ length }, () => (random() * 2 - 1) * size);

function someWeights(hidden: readonly number[], width = 24, heads: readonly Head[] = HEADS): RankerWeights {
  let inputs = width;
  const layers = hidden.map((units) => {
    const layer = { units, kernel: values(inputs * units, 0.5), bias: values(units, 0.5) };
    inputs = units;
    return layer;
  });
  const learned = (length: number): Float32Array =>
    values(length * HEADS.length, 0.7).map((value, i) => (heads.includes(HEADS[i % HEADS.length]!) ? value : 0));
  return {
    width,
    fingerprint: 'abc',
    heads,
    hidden: layers,
    head: learned(hidden.length === 0 ? 0 : inputs),
    skip: learned(width),
    bias: Float32Array.from(HEADS, (_, column) => -2.5 + column),
  };
}

/** All heads of one row by plain loops in float64. */
function plainHeads(weights: RankerWeights, row: Float32Array): number[] {
  let signal = [...row];
  for (const { units, kernel, bias } of weights.hidden) {
    signal = Array.from({ length: units }, (_, unit) =>
      Math.max(
        0,
        signal.reduce((sum, value, i) => sum + value * kernel[i * units + unit]!, bias[unit]!),
      ),
    );
  }
  return HEADS.map((_, column) => {
    let logit = weights.bias[column]!;
    for (let i = 0; i < row.length; i++) logit += row[i]! * weights.skip[i * HEADS.length + column]!;
    for (let i = 0; i * HEADS.length < weights.head.length; i++) {
      logit += signal[i]! * weights.head[i * HEADS.length + column]!;
    }
    return 1 / (1 + Math.exp(-logit));
  });
}

function loadModel(weights: RankerWeights) {
  const files = encodeRanker(weights);
  const model = JSON.parse(new TextDecoder().decode(files.get('ranker/model.json')));
  return loadLayersModel({
    load: async () => ({
      modelTopology: model.modelTopology,
      weightSpecs: model.weightsManifest[0].weights,
      weightData: files.get('ranker/weights.bin')!.slice().buffer,
    }),
  });
}

describe.each([
  ['linear', [], HEADS],
  ['one hidden layer', [8], HEADS],
  ['two hidden layers', [32, 16], HEADS],
  ['two heads learned', [8], ['play', 'hide']],
  ['one head learned', [32], ['play']],
] as const)('a ranker: %s', (_, hidden, heads) => {
  test('says of every head what plain loops say and what the LayersModel says that TF.js loads from its files', async () => {
    const weights = someWeights(hidden, 24, heads);
    const features = values(50 * 24);
    const ranker = createRanker(weights);
    const predictions = new Float32Array(50 * HEADS.length);
    ranker.predict(features, 50, predictions);
    ranker.dispose();

    const loaded = await loadModel(weights);
    expect(loaded.outputNames).toEqual([...HEADS]);
    const columns: number[][] = [];
    tf.tidy(() => {
      const outputs = loaded.predict(tf.tensor2d(features, [50, 24])) as tf.Tensor[];
      for (const output of outputs) columns.push([...output.dataSync()]);
    });
    loaded.dispose();
    for (let row = 0; row < 50; row++) {
      const plain = plainHeads(weights, features.subarray(row * 24, row * 24 + 24));
      for (let column = 0; column < HEADS.length; column++) {
        const predicted = predictions[row * HEADS.length + column]!;
        expect(Math.abs(predicted - columns[column]![row]!)).toBeLessThan(1e-5);
        expect(Math.abs(predicted - plain[column]!)).toBeLessThan(1e-5);
      }
    }
  });

  test('comes back from its files as it was, and equal weights give equal files', () => {
    const weights = someWeights(hidden, 24, heads);
    expect(decodeRanker(encodeRanker(weights))).toEqual(weights);
    expect(encodeRanker(weights)).toEqual(encodeRanker(weights));
  });

  test('frees its tensors, fifty times over', () => {
    const weights = someWeights(hidden, 24, heads);
    const before = tf.memory().numTensors;
    const scores = new Float32Array(10);
    for (let round = 0; round < 50; round++) {
      const ranker = createRanker(weights);
      ranker.score(values(10 * 24), 10, DEFAULT_OBJECTIVES, scores);
      ranker.dispose();
      encodeRanker(weights);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('createRanker', () => {
  const scoresOf = (weights: RankerWeights, features: Float32Array, objectives: Objectives): Float32Array => {
    const scores = new Float32Array(features.length / weights.width);
    const ranker = createRanker(weights);
    ranker.score(features, scores.length, objectives, scores);
    ranker.dispose();
    return scores;
  };
  const headsOf = (weights: RankerWeights, features: Float32Array): number[][] =>
    Array.from({ length: features.length / weights.width }, (_, row) =>
      plainHeads(weights, features.subarray(row * weights.width, (row + 1) * weights.width)),
    );

  test.each([
    DEFAULT_OBJECTIVES,
    { click: 0, play: 0, portion: 0, complete: 0, hide: -1 },
    { click: -0.5, play: 0.25, portion: 1, complete: -1, hide: 0 },
  ])('a score is the weighted mean of the heads: %j', (objectives) => {
    const [weights, features] = [someWeights([8]), values(40 * 24)];
    const sizes = HEADS.reduce((sum, head) => sum + Math.abs(objectives[head]), 0);
    const expected = headsOf(weights, features).map(
      (row) => row.reduce((sum, value, column) => sum + objectives[HEADS[column]!] * value, 0) / sizes,
    );
    for (const [row, score] of scoresOf(weights, features, objectives).entries()) {
      expect(Math.abs(score - expected[row]!)).toBeLessThan(1e-5);
      expect(Math.abs(score)).toBeLessThanOrEqual(1);
    }
  });

  test('a head that was not learned neither counts in a score nor dilutes it', () => {
    const [weights, features] = [someWeights([8], 24, ['play']), values(40 * 24)];
    const plays = headsOf(weights, features).map((row) => row[HEADS.indexOf('play')]!);
    for (const [row, score] of scoresOf(weights, features, DEFAULT_OBJECTIVES).entries()) {
      expect(Math.abs(score - plays[row]!)).toBeLessThan(1e-5);
    }
  });

  test('where nothing that counts was learned, the order is that of plays', () => {
    const [weights, features] = [someWeights([8], 24, ['play']), values(40 * 24)];
    const clicks = { click: 1, play: 0, portion: 0, complete: 0, hide: 0 };
    expect(scoresOf(weights, features, clicks)).toEqual(scoresOf(weights, features, DEFAULT_OBJECTIVES));
  });

  test('candidates whose logits differ keep different scores, up to probabilities of nearly 1', () => {
    const skip = new Float32Array(HEADS.length);
    skip[HEADS.indexOf('play')] = 1;
    const bias = new Float32Array(HEADS.length);
    const weights = {
      width: 1,
      fingerprint: 'abc',
      heads: ['play'],
      hidden: [],
      head: new Float32Array(0),
      skip,
      bias,
    };
    const logits = Float32Array.from({ length: 2000 }, (_, i) => -14 + i * 0.01);
    const scores = scoresOf(weights as RankerWeights, logits, DEFAULT_OBJECTIVES);
    for (let i = 1; i < scores.length; i++) expect(scores[i]!).toBeGreaterThan(scores[i - 1]!);
  });

  test('weights of a head that is not listed as learned are refused', () => {
    const weights = { ...someWeights([8]), heads: ['play'] as const };
    expect(() => createRanker(weights)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
    const outOfOrder = { ...someWeights([8], 24, ['play', 'hide']), heads: ['hide', 'play'] as const };
    expect(() => createRanker(outOfOrder)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('weights that hold %p are refused', (bad) => {
    const weights = someWeights([8]);
    weights.hidden[0]!.kernel[3] = bad;
    expect(() => createRanker(weights)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('weights that do not fit together are refused', () => {
    const weights = { ...someWeights([8]), head: values(7 * HEADS.length) };
    expect(() => createRanker(weights)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('a score is written for the rows asked for and no others', () => {
    const ranker = createRanker(someWeights([8]));
    const scores = new Float32Array(5).fill(-1);
    ranker.score(values(5 * 24), 3, DEFAULT_OBJECTIVES, scores);
    expect([...scores.subarray(3)]).toEqual([-1, -1]);
    expect([...scores.subarray(0, 3)].every((score) => score !== -1 && Math.abs(score) < 1)).toBe(true);
    ranker.score(values(0), 0, DEFAULT_OBJECTIVES, scores);
    ranker.dispose();
  });

  test.each([
    ['linear', [], HEADS],
    ['hidden layers', [8, 4], HEADS],
    ['one head', [8], ['play']],
  ] as const)('a feature that is not a number is an error, never a score: %s', (_, hidden, heads) => {
    const ranker = createRanker(someWeights(hidden, 24, heads));
    const features = values(24);
    features[3] = Number.NaN;
    expect(() => ranker.score(features, 1, DEFAULT_OBJECTIVES, new Float32Array(1))).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    expect(() => ranker.score(features, 2, DEFAULT_OBJECTIVES, new Float32Array(2))).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    ranker.dispose();
  });
});

describe('decodeRanker', () => {
  const cut = (files: Map<string, Uint8Array>, file: string, bytes: number) =>
    new Map([...files, [file, files.get(file)!.slice(0, bytes)]]);

  test.each([
    ['no files', () => new Map()],
    ['weights cut short', () => cut(encodeRanker(someWeights([8])), 'ranker/weights.bin', 40)],
    ['a model cut short', () => cut(encodeRanker(someWeights([8])), 'ranker/model.json', 40)],
    [
      'weights of another net',
      () => new Map([...encodeRanker(someWeights([8])), ...[...encodeRanker(someWeights([4]))].slice(0, 1)]),
    ],
  ])('%s are refused', (_, files) => {
    expect(() => decodeRanker(files())).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });
});

describe('the golden rows', () => {
  test('pass the ranker that made them and fail another', () => {
    const [ranker, other] = [createRanker(someWeights([8])), createRanker(someWeights([8]))];
    const golden = encodeGolden(ranker, values(4 * 24), 4);
    checkGolden(ranker, golden);
    expect(() => checkGolden(other, golden)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
    expect(() => checkGolden(ranker, golden.slice(0, 9))).toThrow(
      expect.objectContaining({ code: 'data-check-failed' }),
    );
    ranker.dispose();
    other.dispose();
  });
});
