import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import { loadIndex } from '../../../src/adapters/hnsw/load-index.ts';
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { createMemoryModelRegistry } from '../../../src/adapters/memory/model-registry.ts';
import { createMemoryObjectivesStore } from '../../../src/adapters/memory/objectives-store.ts';
import { createModelStore } from '../../../src/adapters/models/model-store.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import { DEFAULT_OBJECTIVES } from '../../../src/domain/objectives.ts';
import { FEATURE_COLUMNS, featureFingerprint } from '../../../src/features/schema.ts';
import { type ForeignParts, packPackage } from '../../../src/learning/pack/pack-package.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { joinShards, parseModelJson } from '../../../src/network/foreign-model-files.ts';
import { parseMapping } from '../../../src/network/ranker-mapping.ts';
import { filesOfGraphModel } from '../../support/foreign-models.ts';
import { anItem } from '../../support/items.ts';
import { STILL_CLOCK } from '../../support/pages.ts';

const ITEMS = 30;
const ids = Array.from({ length: ITEMS }, (_, at) => `i${at}`);

function rankerOf(
  weight: number,
  activation: 'logit' | 'probability' = 'probability',
): NonNullable<ForeignParts['ranker']> {
  const files = filesOfGraphModel([weight], [0.5], { inputs: 1 });
  const { kind, json } = parseModelJson(files.get('model.json')!);
  const mapping = JSON.stringify({
    inputs: { features: ['history-length'] },
    outputs: { [activation === 'logit' ? 'sum' : 'heads']: { heads: ['play'], activation } },
  });
  return {
    kind: 'graph-model',
    files: joinShards(kind, json, files),
    mapping: parseMapping(Buffer.from(mapping), FEATURE_COLUMNS),
  };
}

function vectorsOf(seed: number): NonNullable<ForeignParts['vectors']> {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: ITEMS * 3 }, () => random() - 0.5);
  return { vectors: { dimensions: 3, ids, lines: ids.map((_, at) => at + 1), values }, neighbours: 'base' };
}

describe('packPackage', () => {
  let modelsDir: string;
  beforeAll(() => openBackend('wasm'));
  beforeEach(() => {
    modelsDir = mkdtempSync(join(tmpdir(), 'marquee-pack-'));
  });
  afterEach(() => rmSync(modelsDir, { recursive: true }));

  async function world() {
    const itemStore = createMemoryItemStore();
    await itemStore.upsert(ids.map((itemId) => anItem(itemId)));
    let made = 0;
    return {
      itemStore,
      modelStore: createModelStore({
        modelsDir,
        expectedFingerprint: featureFingerprint,
        loadIndex,
        randomId: () => `r${++made}`,
        clock: STILL_CLOCK,
      }),
      modelRegistry: createMemoryModelRegistry(),
      logStore: { async *events() {} },
      objectivesStore: createMemoryObjectivesStore(),
      indexBuilder: createHnswIndexBuilder(),
      clock: STILL_CLOCK,
      backend: 'wasm' as const,
      codeVersion: 'test',
    };
  }
  const options = { seed: 1, reason: 'a test' };
  const sources = (sha256: string): ForeignParts['sources'] => [{ part: 'ranker', file: 'model.json', sha256 }];
  const both = () => ({ ranker: rankerOf(1), vectors: vectorsOf(1), sources: sources('aa') });

  test('a ranker and vectors together need no base', async () => {
    const deps = await world();
    const { manifest, isNew, refusedVectors } = await packPackage(deps, both(), options);
    expect([isNew, refusedVectors]).toEqual([true, []]);
    expect(manifest).toMatchObject({
      parent: null,
      parts: { retrieval: 'vectors', ranker: 'graph-model' },
      heads: ['play'],
      objectives: DEFAULT_OBJECTIVES,
      sources: sources('aa'),
    });
    expect(await deps.modelRegistry.list()).toMatchObject([{ version: manifest.version, state: 'candidate' }]);
    expect(await deps.modelRegistry.live()).toBeNull();
    const loaded = await deps.modelStore.load(manifest.version);
    expect(loaded.retrieval.itemNo).toHaveLength(ITEMS);
    loaded.ranker.dispose();
    expect(await packPackage(deps, both(), options)).toMatchObject({
      isNew: false,
      manifest: { version: manifest.version },
    });
  });

  test('one part alone needs a base, and takes the rest from it as it is', async () => {
    const deps = await world();
    const alone = { ranker: rankerOf(2), vectors: null, sources: sources('bb') };
    await expect(packPackage(deps, alone, options)).rejects.toMatchObject({ code: 'bad-argument' });
    const { manifest: base } = await packPackage(deps, both(), options);
    const { manifest } = await packPackage(deps, alone, { ...options, base: base.version });
    expect(manifest).toMatchObject({ parent: base.version, parts: { retrieval: 'vectors', ranker: 'graph-model' } });
    for (const file of ['retrieval.bin', 'content.bin', 'index.hnsw'])
      expect(manifest.files[file]).toBe(base.files[file]);
    const vectors = { ranker: null, vectors: vectorsOf(7), sources: sources('cc') };
    const other = (await packPackage(deps, vectors, { ...options, base: base.version })).manifest;
    for (const file of ['ranker/model.json', 'ranker/weights.bin', 'ranker/mapping.json', 'golden.json'])
      expect(other.files[file]).toBe(base.files[file]);
    expect(new Set([base.version, manifest.version, other.version]).size).toBe(3);
  });

  test('what does not work on feature rows is refused before anything is written', async () => {
    const deps = await world();
    const wrong = { ...both(), ranker: rankerOf(1, 'logit') };
    await expect(packPackage(deps, wrong, options)).rejects.toThrow(/no output "sum"; it has heads/);
    expect([await deps.modelStore.versions(), await deps.modelRegistry.list()]).toEqual([[], []]);
  });

  test('a package whose mapping was changed is refused by every load', async () => {
    const deps = await world();
    const { manifest } = await packPackage(deps, both(), options);
    const path = join(modelsDir, manifest.version, 'ranker', 'mapping.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('history-length', 'similarity'));
    await expect(deps.modelStore.check(manifest.version)).rejects.toThrow(/ranker\/mapping.json is damaged/);
  });
});
