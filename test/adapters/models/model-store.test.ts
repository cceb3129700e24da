import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';
import { loadIndex } from '../../../src/adapters/hnsw/load-index.ts';
import { createModelStore } from '../../../src/adapters/models/model-store.ts';
import { DEFAULT_OBJECTIVES } from '../../../src/domain/objectives.ts';
import type { ModelStore } from '../../../src/domain/ports/model-store.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { FINGERPRINT, manifestOf, packageFiles, RETRIEVAL, savePackage } from './made-up-package.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
let modelsDir: string;
let store: ModelStore;

beforeAll(() => openBackend('wasm'));
beforeEach(async () => {
  modelsDir = join(await mkdtemp(join(tmpdir(), 'marquee-models-')), 'models');
  store = storeFor(FINGERPRINT);
});
afterEach(() => rm(join(modelsDir, '..'), { recursive: true, force: true }));

function storeFor(fingerprint: string): ModelStore {
  let made = 0;
  return createModelStore({
    modelsDir,
    expectedFingerprint: () => fingerprint,
    loadIndex,
    randomId: () => `${fingerprint.slice(0, 1)}${made++}`,
    clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 },
  });
}

const refusal = (reason: string | RegExp) => ({
  code: 'data-check-failed',
  message: expect.stringMatching(reason) as unknown as string,
});

describe('a saved package', () => {
  test('loads as it was made: vectors, index, ranker, manifest', async () => {
    const manifest = await savePackage(store, manifestOf('m1'));
    expect(await store.manifest('m1')).toEqual(manifest);
    const loaded = await store.load('m1');
    expect(loaded.manifest).toEqual(manifest);
    expect(loaded.retrieval).toEqual(RETRIEVAL);
    const query = RETRIEVAL.sourceVectors.slice(0, 8);
    expect(loaded.index.search(query, 10)).toEqual(createExactIndex(RETRIEVAL.targetVectors, 8).search(query, 10));
    const scores = new Float32Array(1);
    loaded.ranker.score(Float32Array.of(1, 2, 3), 1, DEFAULT_OBJECTIVES, scores);
    expect(scores[0]).toBeGreaterThan(0);
    expect(loaded.ranker.fingerprint).toBe(FINGERPRINT);
    loaded.ranker.dispose();
  });

  test('names the sha256 of every file and leaves no scratch folder', async () => {
    const { files } = await savePackage(store, manifestOf('m1'));
    const names = [
      'content.bin',
      'golden.json',
      'index.hnsw',
      'ranker/model.json',
      'ranker/weights.bin',
      'retrieval.bin',
    ];
    expect(Object.keys(files)).toEqual(names);
    for (const sum of Object.values(files)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
    expect(await readdir(modelsDir)).toEqual(['m1']);
  });

  test('is listed with the others, oldest first', async () => {
    await savePackage(store, manifestOf('newer', { createdAt: '2026-02-02T00:00:00Z' }));
    await savePackage(store, manifestOf('oldest', { createdAt: '2026-02-01T00:00:00+05:00' }));
    await savePackage(store, manifestOf('older', { createdAt: '2026-02-01T00:00:00Z' }));
    await mkdir(join(modelsDir, 'no-package'));
    await writeFile(join(modelsDir, 'README.md'), 'not a package');
    expect(await store.versions()).toEqual(['oldest', 'older', 'newer']);
  });
});

describe('a package is refused, and says why,', () => {
  beforeEach(() => savePackage(store, manifestOf('m1')));
  const path = (...parts: string[]) => join(modelsDir, 'm1', ...parts);

  test.each(['retrieval.bin', 'content.bin', 'index.hnsw', 'ranker/model.json', 'ranker/weights.bin', 'golden.json'])(
    'when one bit of %s has flipped, or it is short, or missing',
    async (file) => {
      const whole = await readFile(path(file));
      const flipped = Buffer.from(whole);
      flipped[Math.floor(flipped.length / 2)]! ^= 1;
      await writeFile(path(file), flipped);
      await expect(store.load('m1')).rejects.toMatchObject(refusal(`${file} is damaged`));
      await writeFile(path(file), whole);
      await truncate(path(file), whole.length - 1);
      await expect(store.load('m1')).rejects.toMatchObject(refusal(`${file} is damaged`));
      await rm(path(file));
      await expect(store.load('m1')).rejects.toMatchObject(refusal(`${file} cannot be read`));
    },
  );

  async function changeManifest(change: (manifest: Record<string, unknown>) => void): Promise<void> {
    const manifest = JSON.parse(await readFile(path('manifest.json'), 'utf8'));
    change(manifest);
    await writeFile(path('manifest.json'), JSON.stringify(manifest));
  }

  test('when its features mean something else than this program computes', async () => {
    await expect(storeFor('b'.repeat(64)).load('m1')).rejects.toMatchObject(refusal('fingerprint'));
    await changeManifest((manifest) => {
      manifest.fingerprint = 'b'.repeat(64);
    });
    await expect(storeFor('b'.repeat(64)).load('m1')).rejects.toMatchObject(
      refusal('its ranker belongs to other features'),
    );
  });

  test('when the manifest is of another format, names fewer features, or no files', async () => {
    await changeManifest((manifest) => {
      manifest.features = [];
    });
    await expect(store.load('m1')).rejects.toMatchObject(refusal('its ranker takes 3 features'));
    await changeManifest((manifest) => {
      manifest.files = {};
    });
    await expect(store.load('m1')).rejects.toMatchObject(refusal('does not name retrieval.bin'));
    await changeManifest((manifest) => {
      manifest.formatVersion = 99;
    });
    await expect(store.load('m1')).rejects.toMatchObject(refusal('format 99'));
  });

  test('when the manifest is no JSON, or lacks a field, or the folder was renamed', async () => {
    await rename(path(), join(modelsDir, 'm2'));
    await expect(store.load('m2')).rejects.toMatchObject(refusal('rename it back'));
    await rename(join(modelsDir, 'm2'), path());
    await changeManifest((manifest) => {
      delete manifest.data;
    });
    await expect(store.load('m1')).rejects.toMatchObject(refusal('no sound "data"'));
    await writeFile(path('manifest.json'), '{"version":');
    await expect(store.load('m1')).rejects.toMatchObject(refusal('not JSON'));
    expect(await store.versions()).toEqual(['m1']);
  });

  test('when its ranker no longer gives the golden scores, and frees what it had opened', async () => {
    const before = tf.memory().numTensors;
    const files = packageFiles(manifestOf('m3'));
    const golden = JSON.parse(new TextDecoder().decode(files.get('golden.json')));
    golden.predictions[2][1] += 0.001;
    files.set('golden.json', new TextEncoder().encode(JSON.stringify(golden)));
    files.set('index.hnsw', await readFile(path('index.hnsw')));
    await store.save('m3', files);
    await expect(store.load('m3')).rejects.toMatchObject(refusal('golden row 2'));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an unknown model', () => {
  test.each(['m9', '../m1', '', '.building-x', 'a/b', 'x'.repeat(300)])('is what "%s" is', async (version) => {
    await expect(store.load(version)).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(store.manifest(version)).rejects.toMatchObject({ code: 'unknown-model' });
  });

  test('no folder at all means no versions', async () => {
    expect(await store.versions()).toEqual([]);
  });
});

describe('saving is all or nothing:', () => {
  test('a version that is there already stays as it is', async () => {
    await savePackage(store, manifestOf('m1'));
    await expect(savePackage(store, manifestOf('m1', { randomSeed: 2 }))).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    expect((await store.manifest('m1')).randomSeed).toBe(1);
    expect(await readdir(modelsDir)).toEqual(['m1']);
  });

  test.each([
    ['without its index', () => packageFiles(manifestOf('m1')), 'index.hnsw is missing'],
    ['under another name', () => packageFiles(manifestOf('m2')), 'its manifest says m2'],
    ['without a manifest', () => new Map<string, Uint8Array>(), 'not JSON'],
    [
      'with a file outside its folder',
      () => packageFiles(manifestOf('m1')).set('../evil', new Uint8Array(1)),
      'no name for a file',
    ],
    [
      'with a sum that is not the file',
      () => packageFiles(manifestOf('m1', { files: { 'golden.json': '0' } })).set('index.hnsw', new Uint8Array(1)),
      'another sha256 for golden.json',
    ],
    [
      'with a file named but not there',
      () => packageFiles(manifestOf('m1', { files: { extra: '0' } })).set('index.hnsw', new Uint8Array(1)),
      'names extra',
    ],
  ])('a package %s leaves nothing', async (_, files, reason) => {
    await expect(store.save('m1', files())).rejects.toMatchObject(refusal(reason));
    expect(await readdir(modelsDir)).toEqual([]);
  });

  test('a build that died is cleared away after a day, a running one is left alone', async () => {
    const [dead, running] = [await store.scratch(), await store.scratch()];
    await utimes(dead, new Date(NOW_MS - 2 * 86_400_000), new Date(NOW_MS - 2 * 86_400_000));
    await utimes(running, new Date(NOW_MS - 3_600_000), new Date(NOW_MS - 3_600_000));
    const next = await store.scratch();
    expect((await readdir(modelsDir)).map((name) => join(modelsDir, name)).sort()).toEqual([next, running].sort());
    expect(await store.versions()).toEqual([]);
  });

  test('only a scratch folder of this store can become a package', async () => {
    await expect(store.save('m1', new Map(), tmpdir())).rejects.toMatchObject({ code: 'internal' });
  });
});
