import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { seededRandom } from '../../src/domain/clock.ts';
import { HEADS, type Objectives } from '../../src/domain/objectives.ts';
import { openBackend } from '../../src/network/backend.ts';
import { modelOfSafetensors, parseDeclaredLayers } from '../../src/network/declared-layers.ts';
import { joinShards, parseModelJson, shardNames } from '../../src/network/foreign-model-files.ts';
import { createForeignRanker } from '../../src/network/foreign-ranker.ts';
import { encodeForeignRanker, loadForeignRanker } from '../../src/network/foreign-ranker-codec.ts';
import { parseMapping } from '../../src/network/ranker-mapping.ts';
import { filesOfGraphModel, filesOfLayersModel, safetensorsOf } from '../support/foreign-models.ts';

const COLUMNS = ['a', 'b', 'c', 'd'];
const FEATURES = { fingerprint: 'of these', columns: COLUMNS };
const ROWS = 40;
const random = seededRandom(5);
const features = Float32Array.from({ length: ROWS * COLUMNS.length }, () => random() * 4 - 2);
const column = (row: number, name: string): number => features[row * COLUMNS.length + COLUMNS.indexOf(name)]!;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const mapping = (inputs: unknown, outputs: unknown) => parseMapping(json({ inputs, outputs }), COLUMNS);
const PLAY = { heads: ['play'], activation: 'logit' };

function modelOf(files: ReadonlyMap<string, Uint8Array>) {
  const { kind, json: model } = parseModelJson(files.get('model.json')!);
  return joinShards(kind, model, files);
}

/** Rows x HEADS. */
async function headsOf(ranker: Awaited<ReturnType<typeof createForeignRanker>>): Promise<Float32Array> {
  const heads = new Float32Array(ROWS * HEADS.length).fill(7);
  ranker.predict(features, ROWS, heads);
  return heads;
}

const at = (heads: Float32Array, row: number, head: (typeof HEADS)[number]): number =>
  heads[row * HEADS.length + HEADS.indexOf(head)]!;

beforeAll(() => openBackend('wasm'));

describe('a foreign ranker', () => {
  test('a trained LayersModel of dense layers, in shards, gives what model.predict gives, on the columns it names', async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ units: 6, activation: 'relu', inputShape: [2], name: 'first' }),
        layers.layers.dropout({ rate: 0.5, name: 'drop' }),
        layers.layers.dense({ units: 1, activation: 'sigmoid', name: 'p' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const x = tf.tensor2d(Array.from({ length: ROWS }, (_, row) => [column(row, 'c'), column(row, 'a')]));
    const y = tf.tensor2d(Array.from({ length: ROWS }, (_, row) => [column(row, 'c') > 0 ? 1 : 0]));
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    const files = await filesOfLayersModel(model, 3);
    expect(shardNames(parseModelJson(files.get('model.json')!).json)).toHaveLength(3);
    const said = mapping({ first_input: ['c', 'a'] }, { p: { heads: ['complete'], activation: 'probability' } });
    const ranker = await createForeignRanker(modelOf(files), said, FEATURES);
    const heads = await headsOf(ranker);
    for (let row = 0; row < ROWS; row++) {
      expect(Math.abs(at(heads, row, 'complete') - expected[row]!)).toBeLessThan(1e-5);
      expect(at(heads, row, 'play')).toBe(0);
    }
    expect([ranker.width, ranker.fingerprint, ranker.heads]).toEqual([4, 'of these', ['complete']]);
    ranker.dispose();
  });

  test('a LayersModel of two inputs and two outputs is fed and read by their names', async () => {
    const one = layers.input({ shape: [1], name: 'one' });
    const two = layers.input({ shape: [2], name: 'two' });
    const joined = layers.layers.concatenate().apply([one, two]) as layers.SymbolicTensor;
    const wide = layers.layers.dense({ units: 2, name: 'wide' }).apply(joined) as layers.SymbolicTensor;
    const narrow = layers.layers.dense({ units: 1, name: 'narrow' }).apply(joined) as layers.SymbolicTensor;
    const model = layers.model({ inputs: [one, two], outputs: [wide, narrow] });
    const said = mapping(
      { two: { columns: ['b', 'd'], mean: [0.5, -0.5], std: [2, 4] }, one: ['a'] },
      { narrow: { heads: ['hide'], activation: 'logit' }, wide: { heads: ['portion', 'click'], activation: 'logit' } },
    );
    const rows = Array.from({ length: ROWS }, (_, row) => row);
    const expected = (
      model.predict([
        tf.tensor2d(rows.map((row) => [column(row, 'a')])),
        tf.tensor2d(rows.map((row) => [(column(row, 'b') - 0.5) / 2, (column(row, 'd') + 0.5) / 4])),
      ]) as tf.Tensor[]
    ).map((tensor) => tensor.dataSync());
    const packaged = encodeForeignRanker(modelOf(await filesOfLayersModel(model)), said);
    const ranker = await loadForeignRanker(packaged, FEATURES);
    const heads = await headsOf(ranker);
    for (const row of rows) {
      expect(at(heads, row, 'portion')).toBeCloseTo(sigmoid(expected[0]![2 * row]!), 5);
      expect(at(heads, row, 'click')).toBeCloseTo(sigmoid(expected[0]![2 * row + 1]!), 5);
      expect(at(heads, row, 'hide')).toBeCloseTo(sigmoid(expected[1]![row]!), 5);
    }
    expect(ranker.heads).toEqual(['click', 'portion', 'hide']);

    const objectives: Objectives = { click: 0.5, play: 1, portion: 0, complete: 0, hide: -0.5 };
    const scores = new Float32Array(ROWS);
    ranker.score(features, ROWS, objectives, scores);
    for (const row of rows) {
      expect(scores[row]).toBeCloseTo((0.5 * at(heads, row, 'click') - 0.5 * at(heads, row, 'hide')) / 2, 6);
    }
    ranker.dispose();
  });

  test('a GraphModel gives what its formula gives', async () => {
    const kernel = [0.5, -1, 0.25, 2];
    const files = filesOfGraphModel(kernel, [0.1, -0.2], { inputs: 2 });
    const said = mapping({ features: ['d', 'a'] }, { heads: { heads: ['play', 'hide'], activation: 'probability' } });
    const ranker = await loadForeignRanker(encodeForeignRanker(modelOf(files), said), FEATURES);
    const heads = await headsOf(ranker);
    for (let row = 0; row < ROWS; row++) {
      const [d, a] = [column(row, 'd'), column(row, 'a')];
      expect(at(heads, row, 'play')).toBeCloseTo(sigmoid(0.5 * d + 0.25 * a + 0.1), 5);
      expect(at(heads, row, 'hide')).toBeCloseTo(sigmoid(-1 * d + 2 * a - 0.2), 5);
    }
    ranker.dispose();
  });

  test.each(['out-in', 'in-out'] as const)(
    'declared layers of safetensors, laid out %s, give what their formula gives',
    async (layout) => {
      const first = [0.3, -0.7, 1.1, 0.2, -0.4, 0.9];
      const isTorch = layout === 'out-in';
      const bytes = safetensorsOf({
        'net.0.weight': isTorch
          ? { shape: [3, 2], values: first }
          : { shape: [2, 3], values: [0.3, 1.1, -0.4, -0.7, 0.2, 0.9] },
        'net.0.bias': { shape: [3], values: [0.1, 0, -0.1] },
        'net.2.weight': { shape: isTorch ? [1, 3] : [3, 1], values: [1, -2, 0.5] },
      });
      const declared = parseDeclaredLayers(
        json({ layout, layers: [{ kernel: 'net.0.weight', bias: 'net.0.bias' }, { kernel: 'net.2.weight' }] }),
      );
      const said = mapping({ features: ['b', 'c'] }, { output: PLAY });
      const ranker = await createForeignRanker(modelOfSafetensors(bytes, declared), said, FEATURES);
      const heads = await headsOf(ranker);
      for (let row = 0; row < ROWS; row++) {
        const [b, c] = [column(row, 'b'), column(row, 'c')];
        const units = [0.3 * b - 0.7 * c + 0.1, 1.1 * b + 0.2 * c, -0.4 * b + 0.9 * c - 0.1].map((unit) =>
          Math.max(0, unit),
        );
        expect(at(heads, row, 'play')).toBeCloseTo(sigmoid(units[0]! - 2 * units[1]! + 0.5 * units[2]!), 5);
      }
      ranker.dispose();
    },
  );

  test('nothing of it stays behind when it is disposed, or refused', async () => {
    const files = modelOf(filesOfGraphModel([1, 1], [0], { inputs: 2 }));
    const said = mapping({ features: ['a', 'b'] }, { heads: { heads: ['play'], activation: 'probability' } });
    const before = tf.memory().numTensors;
    const ranker = await createForeignRanker(files, said, FEATURES);
    await headsOf(ranker);
    ranker.dispose();
    await expect(createForeignRanker(files, mapping({ nothing: ['a'] }, { heads: PLAY }), FEATURES)).rejects.toThrow(
      /no input "nothing"; it has features/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a foreign ranker is refused', () => {
  const graph = (inputs = 2, heads = 1) =>
    modelOf(filesOfGraphModel(Array(inputs * heads).fill(1), Array(heads).fill(0), { inputs }));

  test.each([
    ['an output it has not', { features: ['a', 'b'] }, { score: PLAY }, /no output "score"; it has heads/],
    ['too few columns', { features: ['a'] }, { heads: PLAY }, /input "features" has 2 columns, the mapping names 1/],
  ])('with a mapping that names %s', async (_what, inputs, outputs, reason) => {
    await expect(createForeignRanker(graph(), mapping(inputs, outputs), FEATURES)).rejects.toThrow(reason);
  });

  test.each([
    ['no such column', { x: ['a', 'z'] }, { y: PLAY }, /no feature column "z"; there are a, b, c, d/],
    ['no such head', { x: ['a'] }, { y: { heads: ['joy'], activation: 'logit' } }, /no head "joy"/],
    ['no activation', { x: ['a'] }, { y: { heads: ['play'] } }, /activation of output "y" must be/],
    ['a head twice', { x: ['a'] }, { y: PLAY, z: PLAY }, /two outputs foretell play/],
    ['a std of 0', { x: { columns: ['a'], std: [0] } }, { y: PLAY }, /std above 0/],
    ['no inputs', {}, { y: PLAY }, /names no input/],
    ['no outputs', { x: ['a'] }, {}, /names no output/],
  ])('for %s', (_what, inputs, outputs, reason) => {
    expect(() => mapping(inputs, outputs)).toThrow(reason);
  });

  test('whose output is no probability though it is mapped as one, or is another number of heads', async () => {
    const logits = layers.sequential({
      layers: [layers.layers.dense({ units: 2, inputShape: [1], biasInitializer: 'ones', name: 'l' })],
    });
    const files = modelOf(await filesOfLayersModel(logits));
    const wrong = mapping({ l_input: ['a'] }, { l: { heads: ['play', 'hide'], activation: 'probability' } });
    const ranker = await createForeignRanker(files, wrong, FEATURES);
    expect(() => ranker.predict(Float32Array.of(1000, 0, 0, 0), 1, new Float32Array(5))).toThrow(
      /no probability: is it a logit/,
    );
    ranker.dispose();
    const one = mapping({ l_input: ['a'] }, { l: PLAY });
    await expect(createForeignRanker(files, one, FEATURES)).rejects.toThrow(
      /output "l" has 2 columns, the mapping names 1/,
    );
  });

  test('whose numbers are not finite, are quantized, or lie in another folder', async () => {
    const files = filesOfGraphModel([1, Number.NaN], [0], { inputs: 2 });
    expect(() => modelOf(files)).toThrow(/weight kernel holds NaN or Infinity/);
    const { kind, json: model } = parseModelJson(filesOfGraphModel([1, 1], [0], { inputs: 2 }).get('model.json')!);
    expect(() => joinShards(kind, model, new Map())).toThrow(/group1-shard1of1.bin is missing/);
    expect(() => joinShards(kind, model, new Map([['group1-shard1of1.bin', new Uint8Array(8)]]))).toThrow(
      /have 8 bytes, model.json says 12/,
    );
    const changed = (group: object) => json({ ...model, weightsManifest: [{ ...model.weightsManifest[0], ...group }] });
    expect(() => parseModelJson(changed({ paths: ['../secret'] }))).toThrow(/not the name of a file beside model.json/);
    const quantized = [{ name: 'w', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8', scale: 1, min: 0 } }];
    expect(() => parseModelJson(changed({ weights: quantized }))).toThrow(/quantized/);
    expect(() => parseModelJson(json({ ...model, format: undefined, modelTopology: {} }))).toThrow(
      /neither a layers-model nor/,
    );
    expect(() => parseModelJson(Buffer.from('{'))).toThrow(/no JSON/);
  });

  test('with operations that TF.js has not', async () => {
    const files = filesOfGraphModel([1, 1], [0], { inputs: 2 });
    const model = JSON.parse(Buffer.from(files.get('model.json')!).toString());
    model.modelTopology.node.at(-1).op = 'Frobnicate';
    const said = mapping({ features: ['a', 'b'] }, { heads: PLAY });
    const load = createForeignRanker(modelOf(new Map([...files, ['model.json', json(model)]])), said, FEATURES);
    await expect(
      load.then((ranker) => ranker.predict(features, ROWS, new Float32Array(ROWS * HEADS.length))),
    ).rejects.toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });
});
