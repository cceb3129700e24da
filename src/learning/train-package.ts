import type { Clock } from '../domain/clock.ts';
import type { Finding } from '../domain/data-checks.ts';
import type { Manifest } from '../domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../domain/objectives.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { ModelRegistry, ModelStore } from '../domain/ports/model-store.ts';
import type { ObjectivesStore } from '../domain/ports/objectives-store.ts';
import { NO_CHECKPOINTS, type TrainingCheckpoints } from '../domain/ports/training-checkpoints.ts';
import type { AcceptedFaults } from './data-checks/require-sound.ts';
import { compareWithLiveOf } from './evaluation/compare-with-live.ts';
import { type Evaluation, type EvaluationResult, evaluate } from './evaluation/evaluate.ts';
import { GATE_STAGES, type GateVerdict, judge } from './evaluation/gate.ts';
import { holdOutLast } from './evaluation/hold-out.ts';
import { itemsOf } from './retrieval/refit-retrieval.ts';
import type { RetrievalParameters } from './retrieval/train-retrieval.ts';
import { packageIdentity, packageManifest } from './training/package-manifest.ts';
import { publishPackage } from './training/publish-package.ts';
import { readTrainingData } from './training/read-training-data.ts';
import { createStageRunner, type StageReport } from './training/run-stage.ts';
import type { TrainingInput, TrainingStep } from './training/training-input.ts';
import { planTraining, type TrainingPlan } from './training/training-plan.ts';
import { type PoolDeps, poolFor } from './training/training-tasks.ts';
import { writePackage } from './training/write-package.ts';

export interface TrainDeps extends PoolDeps {
  readonly logStore: Pick<LogStore, 'events' | 'decisions'>;
  readonly itemStore: Pick<ItemStore, 'changedSince'>;
  readonly modelStore: Pick<ModelStore, 'versions' | 'manifest' | 'load' | 'save' | 'scratch' | 'check'>;
  readonly modelRegistry: Pick<ModelRegistry, 'list' | 'live' | 'record' | 'promote'>;
  /** Left out: a training that is killed begins at its beginning. */
  readonly trainingCheckpoints?: TrainingCheckpoints;
  /** What the heads count on the pages that it is judged by. Left out: DEFAULT_OBJECTIVES. */
  readonly objectivesStore?: Pick<ObjectivesStore, 'current'>;
  readonly clock: Clock;
  /** Of the backend that is open. */
  readonly backend: 'wasm' | 'node';
  readonly codeVersion: string;
}

export interface TrainOptions extends AcceptedFaults {
  readonly origins: readonly string[];
  /** Only events before this time. */
  readonly untilMs?: number;
  readonly seed: number;
  /** Evaluate and say what would be done; write nothing. */
  readonly dryRun?: boolean;
  /** Say what would be done, and do none of it. */
  readonly planOnly?: boolean;
  /** Publish even what is worse than the baselines. */
  readonly force?: boolean;
  /** Told what the data checks found and did not stop at. */
  readonly onFindings?: (findings: readonly Finding[]) => void;
  /** Told before anything is trained. */
  readonly onPlan?: (plan: TrainingPlan) => void;
  readonly onProgress?: (step: TrainProgress) => void;
}
export type TrainProgress =
  | { readonly step: 'log'; readonly done: number }
  | { readonly step: TrainingStep }
  | { readonly step: 'stage'; readonly report: StageReport }
  | { readonly step: 'evaluation'; readonly done: number; readonly of: number };

export interface TrainOutcome {
  readonly version: string;
  /** unchanged: this version was there already, nothing was done. */
  readonly outcome: 'published' | 'rejected' | 'unchanged' | 'dry-run' | 'planned';
  readonly metrics: EvaluationResult['stages'];
  readonly verdict: GateVerdict | null;
  readonly data: Manifest['data'];
  readonly plan: TrainingPlan;
  /** What each stage took; without those that an earlier run had done. */
  readonly stageSeconds: Readonly<Record<string, number>>;
  /** Candidates that the ranker learned from, padding and repetition included; null where this run did not train it whole. */
  readonly samplesPerSecond: number | null;
}

/** Users whose last title is held out to judge by. */
const MOST_HELD_OUT = 2000;

/**
 * From the log to a live package: read, check, train on all but the last titles, judge on those, fit the counts and vectors again
 * to everything, build the index, save, record, promote. The ranker is the one that was judged. A TF.js backend must be open.
 * Throws MarqueeError 'data-check-failed' when there is nothing to learn from, or data checks block and are not accepted.
 */
export async function trainPackage(deps: TrainDeps, options: TrainOptions): Promise<TrainOutcome> {
  const { origins, untilMs, seed, onProgress } = options;
  const filter = { origins, ...(untilMs !== undefined && { untilMs }) };
  const data = await readTrainingData(deps, filter, options, (done) => onProgress?.({ step: 'log', done }));
  options.onFindings?.(data.checked.findings);
  const identity = packageIdentity(deps, data, seed);
  const { version } = identity;
  const checkpoints = await (deps.trainingCheckpoints ?? NO_CHECKPOINTS).of(version);
  const done = await findDone(deps, version, options.force === true);
  const heldOut = holdOutLast(data.table, data.timelines, MOST_HELD_OUT, seed);
  const plan = planTraining({
    version,
    exists: done !== null,
    models: await deps.modelRegistry.list(),
    data,
    tests: heldOut.tests,
    parts: await checkpoints.parts(),
  });
  options.onPlan?.(plan);
  const stageSeconds: Record<string, number> = {};
  const resumed = new Set<string>();
  const answer = {
    version,
    metrics: {},
    verdict: null,
    data: data.summary,
    plan,
    stageSeconds,
    samplesPerSecond: null,
  };
  if (done !== null) return { ...answer, metrics: done.metrics as EvaluationResult['stages'], outcome: 'unchanged' };
  if (options.planOnly) return { ...answer, outcome: 'planned' };

  // A dry run goes on where another stopped, and leaves nothing behind.
  const kept = options.dryRun ? { ...checkpoints, write: async () => {} } : checkpoints;
  const runStage = createStageRunner(kept, deps.clock, (report) => {
    if (report.state === 'resumed') resumed.add(report.stage);
    if (report.state === 'done') stageSeconds[report.stage] = report.seconds;
    onProgress?.({ step: 'stage', report });
  });
  const training: TrainingInput = {
    ...data,
    seed,
    indexBuilder: deps.indexBuilder,
    onStep: (step) => onProgress?.({ step }),
    runStage,
  };
  const objectives = (await deps.objectivesStore?.current())?.weights ?? DEFAULT_OBJECTIVES;
  const pool = poolFor(data.table.length, deps);
  const refit = once((parameters: RetrievalParameters) =>
    runStage('refit', () =>
      pool.run('refitRetrieval', { items: itemsOf(data.catalogue), table: data.table, parameters, seed }),
    ),
  );
  const evaluation: Evaluation = {
    ...training,
    ...heldOut,
    excludeHistory: true,
    ks: [10, 50],
    stages: GATE_STAGES,
    objectives,
    clock: deps.clock,
    pool,
    // Beside the ranker, where there is a second core.
    onPoolFree: ({ parameters }) => void (pool.threads > 0 && !options.dryRun && refit(parameters)),
    onUser: (done, of) => onProgress?.({ step: 'evaluation', done, of }),
  };
  const judged = await evaluate(evaluation);
  const metrics = judged.stages;
  const { epochs, dataset } = judged.ranker!;
  const samplesPerSecond =
    dataset === null || epochs === 0 || stageSeconds.ranker === undefined || resumed.has('ranker')
      ? null
      : Math.round((epochs * dataset.training.groups * dataset.training.groupSize) / stageSeconds.ranker);
  const live = await compareWithLiveOf(deps, version, { ...evaluation, ...heldOut, judged });
  const verdict = judge({ ranks: judged.ranks, tests: heldOut.tests, seed, live });
  if (options.dryRun) return { ...answer, metrics, verdict, samplesPerSecond, outcome: 'dry-run' };

  const refitted = await refit(judged.retrieval!.parameters);
  const manifest = packageManifest({
    identity,
    createdAtMs: deps.clock.nowMs(),
    parent: await deps.modelRegistry.live(),
    data,
    objectives,
    judged,
    verdict,
    refitted,
    stageSeconds,
  });
  const saved = await writePackage(deps.modelStore, manifest, { ...refitted, ranker: judged.ranker! });
  const change = { atMs: deps.clock.nowMs(), actor: 'training', reason: verdict.reason };
  const said = await publishPackage(deps, saved, { verdict, force: options.force === true, change });
  await checkpoints.remove();
  const outcome = said.published ? 'published' : 'rejected';
  return { ...answer, metrics, verdict: said.verdict, samplesPerSecond, outcome };
}

/** The manifest of a version that was made before. With `force` one that was rejected is made, and judged, again. */
async function findDone(deps: TrainDeps, version: string, force: boolean): Promise<Manifest | null> {
  const known = (await deps.modelRegistry.list()).find((model) => model.version === version);
  if (known === undefined || (force && known.state === 'rejected')) return null;
  return (await deps.modelStore.versions()).includes(version) ? known.manifest : null;
}

/** The first call's promise for all calls. Who does not wait for it yet is not told that it failed; who does, is. */
function once<Input, Output>(make: (input: Input) => Promise<Output>): (input: Input) => Promise<Output> {
  let made: Promise<Output> | null = null;
  return (input) => {
    made ??= make(input);
    made.catch(() => {});
    return made;
  };
}
