import { join } from 'node:path';
import { buildIndex } from '../../../src/adapters/hnsw/build-index.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { ContentTower, Manifest, RetrievalModel } from '../../../src/domain/model-package.ts';
import { PACKAGE_FORMAT_VERSION } from '../../../src/domain/model-version.ts';
import { DEFAULT_OBJECTIVES, HEADS } from '../../../src/domain/objectives.ts';
import type { ModelStore } from '../../../src/domain/ports/model-store.ts';
import { encodeContent } from '../../../src/features/content-codec.ts';
import { encodeRetrieval } from '../../../src/features/retrieval-codec.ts';
import { createRanker, encodeGolden, encodeRanker } from '../../../src/network/ranker-net.ts';

export const FINGERPRINT = 'a'.repeat(64);
const [ROWS, DIMENSIONS] = [40, 8];
const random = seededRandom(9);
const values = (length: number): Float32Array => Float32Array.from({ length }, () => random() * 2 - 1);

export const RETRIEVAL: RetrievalModel = {
  dimensions: DIMENSIONS,
  itemNo: Int32Array.from({ length: ROWS }, (_, row) => 100 + row),
  sourceVectors: values(ROWS * DIMENSIONS),
  targetVectors: values(ROWS * DIMENSIONS),
  neighbourOffsets: Int32Array.from({ length: ROWS + 1 }, (_, row) => row),
  neighbourRows: Int32Array.from({ length: ROWS }, (_, row) => (row + 1) % ROWS),
  neighbourWeights: values(ROWS),
  neighbourBackWeights: values(ROWS),
  backShare: 0.5,
  historyHalfLife: 5,
  historyLength: 20,
};

/** Knows three tokens. */
export const CONTENT: ContentTower = {
  dimensions: DIMENSIONS,
  tokens: Float64Array.of(7, 2 ** 40, 2 ** 51),
  sourceWeights: values(3 * DIMENSIONS),
  targetWeights: values(3 * DIMENSIONS),
};

const WEIGHTS = {
  width: 3,
  fingerprint: FINGERPRINT,
  heads: HEADS,
  hidden: [{ units: 4, kernel: values(12), bias: values(4) }],
  head: values(4 * HEADS.length),
  skip: values(3 * HEADS.length),
  bias: new Float32Array(HEADS.length).fill(-2),
};

export function manifestOf(version: string, changes: Partial<Manifest> = {}): Manifest {
  return {
    version,
    formatVersion: PACKAGE_FORMAT_VERSION,
    createdAt: '2026-01-01T00:00:00.000Z',
    codeVersion: '0.1.0',
    randomSeed: 1,
    backend: 'wasm',
    fingerprint: FINGERPRINT,
    features: [
      { name: 'affinity', width: 2, version: 1 },
      { name: 'popularity', width: 1, version: 1 },
    ],
    data: { fromMs: 0, untilMs: 1, events: 1, users: 1, items: 1, origins: ['app'], sha256: '' },
    parent: null,
    objectives: DEFAULT_OBJECTIVES,
    heads: ['play'],
    parameters: { efSearch: 50 },
    metrics: {},
    files: {},
    ...changes,
  };
}

/** All files of a package but the index; a TF.js backend must be open. */
export function packageFiles(manifest: Manifest): Map<string, Uint8Array> {
  const ranker = createRanker(WEIGHTS);
  const golden = encodeGolden(ranker, values(5 * 3), 5);
  ranker.dispose();
  return new Map([
    ['manifest.json', new TextEncoder().encode(JSON.stringify(manifest))],
    ['retrieval.bin', encodeRetrieval(RETRIEVAL)],
    ['content.bin', encodeContent(CONTENT)],
    ['golden.json', golden],
    ...encodeRanker(WEIGHTS),
  ]);
}

/** Saves a package as the publisher does: the index by way of a scratch folder. */
export async function savePackage(store: ModelStore, manifest: Manifest): Promise<Manifest> {
  const scratch = await store.scratch();
  const index = buildIndex(RETRIEVAL.targetVectors, DIMENSIONS, { m: 8, efConstruction: 50, seed: 1 });
  await index.save(join(scratch, 'index.hnsw'));
  return store.save(manifest.version, packageFiles(manifest), scratch);
}
