import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { seededRandom } from '../../src/domain/clock.ts';
import type { Page } from '../../src/domain/page.ts';
import type { FeatureRows } from '../../src/recommend/feature-rows.ts';
import { filesOfGraphModel, filesOfLayersModel, npyOf, safetensorsOf } from '../support/foreign-models.ts';
import { runMarquee } from '../support/run-marquee.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** The answer rounds scores to four digits, and a moment passes between page and features. */
const CLOSE = 3;

/** Models that others made, from their files to pages that are served by them. */
describe('models pack', () => {
  let service: TestService;
  let folder: string;
  let trained: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-pack-'));
    service = await startTestService({ env: { OBJECTIVES: 'play:1' } });
    // What the models say stands, and nothing that is shown to become known.
    const off = { state: 'off', until: null, reason: 'the order of models is looked at' };
    expect((await service.call('PUT', '/v1/switches/exploration', { as: 'admin', json: off })).status).toBe(200);
    await fillSmallWorld(service);
    trained = (await train(service)).version;
    await servedBy(trained);
  }, 240_000);

  afterAll(async () => {
    await service?.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const home = async (userId = 'v1'): Promise<Page> =>
    (await service.call('GET', `/v1/users/${userId}/home?rows=4&items=6`)).body;
  const servedBy = (version: string) =>
    eventually(
      home,
      ({ rung, models }) => rung === 'R0' && models.ranker === version && models.retrieval === version,
      30_000,
    );
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const writeMapping = (inputs: object, outputs: object) => write('mapping.json', JSON.stringify({ inputs, outputs }));
  const writeAll = (files: ReadonlyMap<string, Uint8Array>): string => {
    const into = mkdtempSync(join(folder, 'model-'));
    for (const [name, bytes] of files) writeFileSync(join(into, name), bytes);
    return into;
  };
  async function features(itemIds: readonly string[], names: readonly string[]): Promise<number[][]> {
    const json = { userIds: ['v1'], itemIds };
    const answer = (await service.call('POST', '/v1/features', { as: 'admin', json })).body as FeatureRows;
    return answer.rows.map(({ values }) => names.map((name) => values[answer.features.indexOf(name)]!));
  }

  /** Packs, promotes, and gives the first page that is served by it. */
  async function packAndServe(...args: readonly string[]) {
    const { code, stdout, stderr } = await runMarquee(service, ['models', 'pack', '--json', ...args]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const packed = JSON.parse(stdout);
    const listed = (await service.call('GET', '/v1/models', { as: 'admin' })).body.items;
    expect(listed.find((one: { version: string }) => one.version === packed.version)).toMatchObject({
      state: 'candidate',
    });
    expect((await home()).models.ranker).not.toBe(packed.version);
    expect((await service.call('POST', `/v1/models/${packed.version}/promote`, { as: 'admin', json: {} })).status).toBe(
      200,
    );
    return { packed, page: await servedBy(packed.version) };
  }

  const personalSlots = (page: Page) => page.rows.find(({ kind }) => kind === 'personal')!.items;

  test('a LayersModel that was trained on our features ranks a page', async () => {
    const all = Array.from({ length: 40 }, (_, n) => [`Comedy-${n}`, `Horror-${n}`]).flat();
    const columns = ['similarity', 'uses', 'genre-mean'];
    const rows = await features(all, columns);
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ units: 8, activation: 'relu', inputShape: [3], name: 'hidden' }),
        layers.layers.dense({ units: 1, activation: 'sigmoid', name: 'play' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const labels = tf.tensor2d(rows.map(([, , genre]) => [genre! > 0.3 ? 1 : 0]));
    await model.fit(tf.tensor2d(rows), labels, { epochs: 10, verbose: 0 });
    const mapping = writeMapping({ hidden_input: columns }, { play: { heads: ['play'], activation: 'probability' } });
    const ranker = writeAll(await filesOfLayersModel(model, 2));
    const { packed, page } = await packAndServe('--ranker', ranker, '--mapping', mapping);
    expect(packed).toMatchObject({
      parent: trained,
      parts: { retrieval: 'marquee', ranker: 'layers-model' },
      heads: ['play'],
    });
    expect(packed.sources.map(({ file }: { file: string }) => file)).toEqual([
      'mapping.json',
      'model.json',
      'group1-shard1of2.bin',
      'group1-shard2of2.bin',
    ]);
    const slots = personalSlots(page);
    const expected = (
      model.predict(
        tf.tensor2d(
          await features(
            slots.map(({ itemId }) => itemId),
            columns,
          ),
        ),
      ) as tf.Tensor
    ).dataSync();
    for (const [at, slot] of slots.entries()) expect(slot.score).toBeCloseTo(expected[at]!, CLOSE);
  }, 240_000);

  test('a GraphModel ranks a page, and is there already when it is packed again', async () => {
    const ranker = writeAll(filesOfGraphModel([2, 0.3], [-1], { inputs: 2 }));
    const columns = ['similarity', 'uses'];
    const mapping = writeMapping({ features: columns }, { heads: { heads: ['play'], activation: 'probability' } });
    const args = ['--ranker', ranker, '--mapping', mapping, '--base', trained];
    const { packed, page } = await packAndServe(...args);
    expect(packed).toMatchObject({ parent: trained, parts: { ranker: 'graph-model' }, outcome: 'packed' });
    const slots = personalSlots(page);
    for (const [at, [similarity, uses]] of (
      await features(
        slots.map(({ itemId }) => itemId),
        columns,
      )
    ).entries()) {
      expect(slots[at]!.score).toBeCloseTo(sigmoid(2 * similarity! + 0.3 * uses! - 1), CLOSE);
    }
    const again = await runMarquee(service, ['models', 'pack', '--json', ...args]);
    expect(JSON.parse(again.stdout)).toMatchObject({ version: packed.version, outcome: 'unchanged' });
    await servedBy(packed.version);
  }, 240_000);

  test('layers of a safetensors file rank a page', async () => {
    const tensors = safetensorsOf({
      '0.weight': { shape: [2, 2], values: [1, 0.5, -1, 0.2] },
      '0.bias': { shape: [2], values: [0.1, 0] },
      '2.weight': { shape: [1, 2], values: [0.7, -0.4] },
    });
    const named = [{ kernel: '0.weight', bias: '0.bias' }, { kernel: '2.weight' }];
    const columns = ['similarity', 'uses'];
    const mapping = writeMapping(
      { features: { columns, mean: [0, 2], std: [1, 0.5] } },
      { output: { heads: ['play'], activation: 'logit' } },
    );
    const { packed, page } = await packAndServe(
      ...['--safetensors', write('net.safetensors', tensors)],
      ...['--layers', write('layers.json', JSON.stringify({ layers: named })), '--mapping', mapping],
    );
    const [source] = packed.sources.filter(({ file }: { file: string }) => file === 'net.safetensors');
    expect(source.sha256).toBe(createHash('sha256').update(tensors).digest('hex'));
    const slots = personalSlots(page);
    for (const [at, [similarity, uses]] of (
      await features(
        slots.map(({ itemId }) => itemId),
        columns,
      )
    ).entries()) {
      const [a, b] = [similarity!, (uses! - 2) / 0.5];
      const hidden = [a + 0.5 * b + 0.1, -a + 0.2 * b].map((unit) => Math.max(0, unit));
      expect(slots[at]!.score).toBeCloseTo(sigmoid(0.7 * hidden[0]! - 0.4 * hidden[1]!), CLOSE);
    }
  }, 240_000);

  test('item vectors find and rank on the trained ranker, and beside a foreign ranker; unknown ids are named by line', async () => {
    const genres = ['Comedy', 'Horror', 'Documentary'];
    const ids = genres.flatMap((genre) => Array.from({ length: 40 }, (_, n) => `${genre}-${n}`));
    const random = seededRandom(4);
    const rows = ids.map((id) =>
      [...genres, ''].map((genre) => (genre && id.startsWith(genre) ? 1 : 0) + 0.2 * random()),
    );
    const npy = write('vectors.npy', npyOf([...rows, [0, 0, 0, 1]].flat(), 4));
    const idFile = write('ids.txt', [...ids, 'not-of-ours'].join('\n'));
    const { packed } = await packAndServe(
      ...['--vectors', npy, '--ids', idFile, '--neighbours', 'vectors', '--base', trained],
    );
    expect(packed).toMatchObject({
      parent: trained,
      parts: { retrieval: 'vectors', ranker: 'marquee' },
      refused: [{ line: 121, itemId: 'not-of-ours', code: 'unknown-item' }],
      parameters: { dimensions: 4 },
    });
    expect(packed.parameters['recall@100']).toBeGreaterThanOrEqual(0.98);
    const similar = (await service.call('GET', '/v1/items/Horror-3/similar?limit=10')).body;
    for (const { itemId } of similar.rows[0].items) expect(itemId).toMatch(/^Horror-/);

    const csv = write('vectors.csv', ids.map((id, at) => [id, ...rows[at]!].join(',')).join('\n'));
    const mapping = writeMapping(
      { features: ['similarity'] },
      { heads: { heads: ['play'], activation: 'probability' } },
    );
    const ranker = writeAll(filesOfGraphModel([3], [0], { inputs: 1 }));
    const both = await packAndServe('--vectors', csv, '--ranker', ranker, '--mapping', mapping);
    expect(both.packed).toMatchObject({
      parent: packed.version,
      parts: { retrieval: 'vectors', ranker: 'graph-model' },
    });
    const slots = personalSlots(both.page);
    expect(slots.length).toBeGreaterThan(3);
    for (const { itemId } of slots) expect(itemId).toMatch(/^Horror-/);
  }, 240_000);

  test('what cannot be packed is refused with the reason, and nothing is kept of it', async () => {
    const before = (await service.call('GET', '/v1/models', { as: 'admin' })).body.items;
    const ranker = writeAll(filesOfGraphModel([2, 0.3], [-1], { inputs: 2 }));
    const mapping = writeMapping({ features: ['similarity'] }, { heads: { heads: ['play'], activation: 'logit' } });
    const { code, stdout } = await runMarquee(service, [
      'models',
      'pack',
      '--json',
      '--ranker',
      ranker,
      '--mapping',
      mapping,
    ]);
    expect([code, JSON.parse(stdout).error]).toEqual([
      1,
      {
        code: 'data-check-failed',
        detail: expect.stringMatching(/input "features" has 2 columns, the mapping names 1/),
      },
    ]);
    expect((await service.call('GET', '/v1/models', { as: 'admin' })).body.items).toEqual(before);
  }, 240_000);
});
