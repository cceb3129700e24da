import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { seededRandom } from '../../src/domain/clock.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { openBackend } from '../../src/network/backend.ts';
import { checkGolden, createRanker, decodeRanker, encodeGolden, encodeRanker } from '../../src/network/ranker-net.ts';
import type { RankerWeights } from '../../src/network/ranker-weights.ts';

beforeAll(() => openBackend('wasm'));

const random = seededRandom(3);
const values = (length: number, size = 1): Float32Array =>
  Float32Array.from({ length }, () => (random() * 2 - 1) * size);

function someWeights(hidden: readonly number[], width = 24): RankerWeights {
  let inputs = width;
  const layers = hidden.map((units) => {
    const layer = { units, kernel: values(inputs * units, 0.5), bias: values(units, 0.5) };
    inputs = units;
    return layer;
  });
  const head = hidden.length === 0 ? new Float32Array(0) : values(inputs);
  return { width, fingerprint: 'abc', hidden: layers, head, skip: values(width), bias: Math.fround(-2.5) };
}

/** P(use) of one row by plain loops in float64. */
function plainScore(weights: RankerWeights, row: Float32Array): number {
  let signal = [...row];
  for (const { units, kernel, bias } of weights.hidden) {
    signal = Array.from({ length: units }, (_, unit) =>
      Math.max(
        0,
        signal.reduce((sum, value, i) => sum + value * kernel[i * units + unit]!, bias[unit]!),
      ),
    );
  }
  let logit = weights.bias + row.reduce((sum, value, i) => sum + value * weights.skip[i]!, 0);
  for (let i = 0; i < weights.head.length; i++) logit += signal[i]! * weights.head[i]!;
  return 1 / (1 + Math.exp(-logit));
}

describe.each([
  ['linear', []],
  ['one hidden layer', [8]],
  ['two hidden layers', [32, 16]],
] as const)('a %s ranker', (_, hidden) => {
  test('scores as plain loops do and as the LayersModel that TF.js loads from its files does', async () => {
    const weights = someWeights(hidden);
    const features = values(50 * 24);
    const ranker = createRanker(weights);
    const scores = new Float32Array(50);
    ranker.score(features, 50, DEFAULT_OBJECTIVES, scores);
    ranker.dispose();

    const files = encodeRanker(weights);
    const model = JSON.parse(new TextDecoder().decode(files.get('ranker/model.json')));
    const loaded = await loadLayersModel({
      load: async () => ({
        modelTopology: model.modelTopology,
        weightSpecs: model.weightsManifest[0].weights,
        weightData: files.get('ranker/weights.bin')!.slice().buffer,
      }),
    });
    const predicted = tf.tidy(
      () => [...(loaded.predict(tf.tensor2d(features, [50, 24])) as tf.Tensor).dataSync()] as never,
    );
    loaded.dispose();
    for (let row = 0; row < 50; row++) {
      expect(Math.abs(scores[row]! - predicted[row]!)).toBeLessThan(1e-5);
      expect(Math.abs(scores[row]! - plainScore(weights, features.subarray(row * 24, row * 24 + 24)))).toBeLessThan(
        1e-5,
      );
    }
  });

  test('comes back from its files as it was, and equal weights give equal files', () => {
    const weights = someWeights(hidden);
    expect(decodeRanker(encodeRanker(weights))).toEqual(weights);
    expect(encodeRanker(weights)).toEqual(encodeRanker(weights));
  });

  test('frees its tensors, fifty times over', () => {
    const weights = someWeights(hidden);
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
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('weights that hold %p are refused', (bad) => {
    const weights = someWeights([8]);
    weights.hidden[0]!.kernel[3] = bad;
    expect(() => createRanker(weights)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('weights that do not fit together are refused', () => {
    const weights = { ...someWeights([8]), head: values(7) };
    expect(() => createRanker(weights)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('a score is written for the rows asked for and no others', () => {
    const ranker = createRanker(someWeights([8]));
    const scores = new Float32Array(5).fill(-1);
    ranker.score(values(5 * 24), 3, DEFAULT_OBJECTIVES, scores);
    expect([...scores.subarray(3)]).toEqual([-1, -1]);
    expect([...scores.subarray(0, 3)].every((score) => score > 0 && score < 1)).toBe(true);
    ranker.score(values(0), 0, DEFAULT_OBJECTIVES, scores);
    ranker.dispose();
  });

  test('a feature that is not a number is an error, never a score', () => {
    const ranker = createRanker({ ...someWeights([]) });
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
