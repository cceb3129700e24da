import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import type { Manifest } from '../domain/model-package.ts';
import { PACKAGE_FORMAT_VERSION, versionOf } from '../domain/model-version.ts';
import { DEFAULT_OBJECTIVES } from '../domain/objectives.ts';
import type { IndexBuilder } from '../domain/ports/index-builder.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { ModelRegistry, ModelStore } from '../domain/ports/model-store.ts';
import { createCatalogue, withChanges } from '../features/catalogue-columns.ts';
import { encodeRetrieval } from '../features/retrieval-codec.ts';
import { FEATURE_GROUPS, featureFingerprint, featureWidth } from '../features/schema.ts';
import { createRanker, encodeGolden, encodeRanker } from '../network/ranker-net.ts';
import { checkData, datasetSha256 } from './data-checks.ts';
import { type EvaluationResult, evaluate } from './evaluate.ts';
import { STAGES } from './evaluate-stages.ts';
import type { EventTable } from './event-table.ts';
import { FIXED_PARAMETERS } from './fixed-parameters.ts';
import { type GateVerdict, judge } from './gate.ts';
import { holdOutLast } from './hold-out.ts';
import { readLog } from './read-log.ts';
import { timelinesOf } from './timelines.ts';
import type { TrainedRanker } from './train-ranker-from-log.ts';
import { buildPackageIndex, trainRetrieval, userQueries } from './train-retrieval.ts';
import type { TrainingInput, TrainingStep } from './training-input.ts';

export interface TrainDeps {
  readonly logStore: Pick<LogStore, 'events' | 'decisions'>;
  readonly itemStore: Pick<ItemStore, 'changedSince'>;
  readonly modelStore: Pick<ModelStore, 'versions' | 'save' | 'scratch'>;
  readonly modelRegistry: Pick<ModelRegistry, 'list' | 'live' | 'record' | 'promote'>;
  readonly indexBuilder: IndexBuilder;
  readonly clock: Clock;
  /** Of the backend that is open. */
  readonly backend: 'wasm' | 'node';
  readonly codeVersion: string;
}

export interface TrainOptions {
  readonly origins: readonly string[];
  /** Only events before this time. */
  readonly untilMs?: number;
  readonly seed: number;
  /** Evaluate and say what would be done; write nothing. */
  readonly dryRun?: boolean;
  /** Publish even what is worse than the baselines. */
  readonly force?: boolean;
  readonly onProgress?: (step: TrainProgress) => void;
}
export type TrainProgress =
  | { readonly step: 'log'; readonly done: number }
  | { readonly step: TrainingStep | 'package' }
  | { readonly step: 'evaluation'; readonly done: number; readonly of: number };

export interface TrainOutcome {
  readonly version: string;
  /** unchanged: this version was there already, nothing was done. */
  readonly outcome: 'published' | 'rejected' | 'unchanged' | 'dry-run';
  readonly metrics: EvaluationResult['stages'];
  readonly verdict: GateVerdict | null;
  readonly data: Manifest['data'];
}

/** Users whose last title is held out to judge by. */
const MOST_HELD_OUT = 2000;
const GOLDEN_ROWS = 8;

/**
 * From the log to a live package: read, check, train on all but the last titles, judge on those, fit the counts and vectors again
 * to everything, build the index, save, record, promote. The ranker is the one that was judged. A TF.js backend must be open.
 * Throws MarqueeError 'data-check-failed' when there is nothing to learn from.
 */
export async function trainPackage(deps: TrainDeps, options: TrainOptions): Promise<TrainOutcome> {
  const { modelStore, modelRegistry, indexBuilder, clock } = deps;
  const { origins, seed, onProgress } = options;
  const catalogue = await readCatalogue(deps.itemStore);
  const filter = { origins, ...(options.untilMs !== undefined && { untilMs: options.untilMs }) };
  const { table, pages } = await readLog(deps.logStore, catalogue, filter, (done) =>
    onProgress?.({ step: 'log', done }),
  );
  const timelines = timelinesOf(table, catalogue);
  checkData(table, timelines, origins);
  const data = describe(table, origins, datasetSha256(table, catalogue));

  const identity = {
    fingerprint: featureFingerprint(),
    randomSeed: seed,
    codeVersion: deps.codeVersion,
    formatVersion: PACKAGE_FORMAT_VERSION,
    backend: deps.backend,
  };
  const version = versionOf({ ...identity, dataSha256: data.sha256, parameters: FIXED_PARAMETERS });
  const known = (await modelRegistry.list()).find((model) => model.version === version);
  if (known && !(options.force && known.state === 'rejected') && (await modelStore.versions()).includes(version)) {
    return {
      version,
      outcome: 'unchanged',
      metrics: known.manifest.metrics as EvaluationResult['stages'],
      verdict: null,
      data,
    };
  }

  const onStep = (step: TrainingStep): void => onProgress?.({ step });
  const training: TrainingInput = { table, catalogue, pages, seed, indexBuilder, onStep };
  const heldOut = holdOutLast(table, timelines, MOST_HELD_OUT, seed);
  const judged = await evaluate({
    ...training,
    ...heldOut,
    excludeHistory: true,
    ks: [10, 50],
    stages: STAGES,
    clock,
    onUser: (done, of) => onProgress?.({ step: 'evaluation', done, of }),
  });
  const verdict = judge(judged.stages);
  const metrics = judged.stages as Manifest['metrics'];
  if (options.dryRun) return { version, outcome: 'dry-run', metrics: judged.stages, verdict, data };

  const { model, parameters, timelines: all } = trainRetrieval(training, judged.retrieval!.parameters);
  const index = buildPackageIndex(training, model);
  const { efSearch, recall } = index.chooseEfSearch(
    userQueries(model, all, catalogue),
    Math.min(100, model.itemNo.length),
  );
  onProgress?.({ step: 'package' });
  const manifest: Manifest = {
    ...identity,
    version,
    createdAt: new Date(clock.nowMs()).toISOString(),
    features: FEATURE_GROUPS.map(({ name, width, version: of }) => ({ name, width, version: of })),
    data,
    parent: await modelRegistry.live(),
    objectives: DEFAULT_OBJECTIVES,
    heads: ['play'],
    parameters: { ...FIXED_PARAMETERS, ...parameters, dimensions: model.dimensions, efSearch, 'recall@100': recall },
    metrics,
    files: {},
  };
  const scratch = await modelStore.scratch();
  await index.save(join(scratch, 'index.hnsw'));
  const files = new Map([
    ...encodeRanker(judged.ranker!.weights),
    ['retrieval.bin', encodeRetrieval(model)] as const,
    ['golden.json', goldenOf(judged.ranker!)] as const,
    ['manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ]);
  const present = (await modelStore.versions()).includes(version);
  const saved = present ? manifest : await modelStore.save(version, files, scratch);
  const published = verdict.passed || options.force === true;
  await modelRegistry.record(saved, published ? 'candidate' : 'rejected');
  if (published) await modelRegistry.promote(version, clock.nowMs());
  return { version, outcome: published ? 'published' : 'rejected', metrics: judged.stages, verdict, data };
}

async function readCatalogue(itemStore: Pick<ItemStore, 'changedSince'>) {
  let catalogue = createCatalogue([], 1);
  for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
  return catalogue;
}

function describe(table: EventTable, origins: readonly string[], sha256: string): Manifest['data'] {
  return {
    fromMs: table.atMs[0]!,
    untilMs: table.atMs[table.length - 1]!,
    events: table.length,
    users: table.users,
    items: new Set(table.itemNo).size,
    origins,
    sha256,
  };
}

/** Rows the ranker learned from, so that whoever loads it sees numbers of the real kind. */
function goldenOf({ weights, dataset }: TrainedRanker): Uint8Array {
  const rows = dataset?.training.features ?? new Float32Array(featureWidth);
  const ranker = createRanker(weights);
  try {
    return encodeGolden(ranker, rows, Math.min(GOLDEN_ROWS, rows.length / featureWidth));
  } finally {
    ranker.dispose();
  }
}
