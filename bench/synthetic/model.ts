import { join } from 'node:path';
import type { Context } from '../../src/context.ts';
import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { Manifest } from '../../src/domain/model-package.ts';
import { PACKAGE_FORMAT_VERSION } from '../../src/domain/model-version.ts';
import { DEFAULT_OBJECTIVES, HEADS } from '../../src/domain/objectives.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { encodeContent } from '../../src/features/content-codec.ts';
import { encodeRetrieval } from '../../src/features/retrieval-codec.ts';
import { FEATURE_GROUPS, featureFingerprint, featureWidth } from '../../src/features/schema.ts';
import { readLog } from '../../src/learning/log/read-log.ts';
import { DEFAULT_COUNT_PARAMETERS } from '../../src/learning/retrieval/count-model.ts';
import { buildPackageIndex, trainRetrieval, userQueries } from '../../src/learning/retrieval/train-retrieval.ts';
import { createRanker, encodeGolden, encodeRanker, type RankerWeights } from '../../src/network/ranker-net.ts';

/** As training makes it. */
const HIDDEN_UNITS = 32;
const ORIGINS = ['app'] as const;

/**
 * A package whose retrieval is trained on the log as always, and whose ranker has the usual shape and made-up weights: what it costs
 * does not depend on them, and training it would take minutes. Saved, recorded and promoted. A TF.js backend must be open.
 */
export async function publishModel(context: Context, seed: number): Promise<void> {
  const { indexBuilder, itemStore, logStore, modelStore, modelRegistry, clock } = context;
  let catalogue = createCatalogue([], 1);
  for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
  const log = await readLog(logStore, catalogue, { origins: ORIGINS });
  const training = { ...log, catalogue, seed, indexBuilder };
  const { model, content, timelines } = trainRetrieval(training, DEFAULT_COUNT_PARAMETERS);
  const index = buildPackageIndex(training, model);
  const queries = userQueries(model, timelines, catalogue);
  const { efSearch, recall } = index.chooseEfSearch(queries, Math.min(100, model.itemNo.length));

  const random = seededRandom(seed);
  const weights = madeUpWeights(random);
  const ranker = createRanker(weights);
  const golden = encodeGolden(ranker, Float32Array.from({ length: 4 * featureWidth }, random), 4);
  ranker.dispose();
  const manifest: Manifest = {
    version: 'm-bench',
    formatVersion: PACKAGE_FORMAT_VERSION,
    createdAt: new Date(clock.nowMs()).toISOString(),
    codeVersion: 'bench',
    randomSeed: seed,
    backend: 'wasm',
    fingerprint: featureFingerprint(),
    features: FEATURE_GROUPS.map(({ name, width, version }) => ({ name, width, version })),
    data: { fromMs: 0, untilMs: 0, events: 0, users: 0, items: model.itemNo.length, origins: ORIGINS, sha256: '' },
    parent: null,
    objectives: DEFAULT_OBJECTIVES,
    heads: HEADS,
    parameters: { efSearch, 'recall@100': recall },
    metrics: {},
    files: {},
  };
  const scratch = await modelStore.scratch();
  await index.save(join(scratch, 'index.hnsw'));
  const files = new Map<string, Uint8Array>([
    ['manifest.json', new TextEncoder().encode(JSON.stringify(manifest))],
    ['retrieval.bin', encodeRetrieval(model)],
    ['content.bin', encodeContent(content)],
    ['golden.json', golden],
    ...encodeRanker(weights),
  ]);
  const change = { atMs: clock.nowMs(), actor: 'command', reason: 'bench' };
  await modelRegistry.record(await modelStore.save(manifest.version, files, scratch), 'candidate', change);
  await modelRegistry.promote(manifest.version, change);
}

function madeUpWeights(random: Random): RankerWeights {
  const small = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * (random() - 0.5));
  const kernel = small(featureWidth * HIDDEN_UNITS, 1 / featureWidth);
  return {
    width: featureWidth,
    fingerprint: featureFingerprint(),
    hidden: [{ units: HIDDEN_UNITS, kernel, bias: small(HIDDEN_UNITS, 0.1) }],
    heads: HEADS,
    head: small(HIDDEN_UNITS * HEADS.length, 1 / HIDDEN_UNITS),
    skip: small(featureWidth * HEADS.length, 0.2),
    bias: new Float32Array(HEADS.length).fill(-1),
  };
}
