import type { ModelPackage } from '../../domain/model-package.ts';
import { featureFingerprint } from '../../features/schema.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import { createRanker } from '../../network/ranker-net.ts';
import { createReplay } from '../log/replay.ts';
import { timelinesOf } from '../log/timelines.ts';
import { buildPackageIndex, type TrainedRetrieval, trainRetrieval, userQueries } from '../retrieval/train-retrieval.ts';
import { trainRetrievalBeside } from '../retrieval/train-retrieval-beside.ts';
import { justRun } from '../training/run-stage.ts';
import { type TrainedRanker, trainRankerFor } from '../training/train-ranker-from-log.ts';
import { trainEase } from './ease.ts';
import {
  cooccurrenceStage,
  easeStage,
  popularityStage,
  rankerStage,
  retrievalStage,
  type Stage,
  type StageName,
} from './evaluate-stages.ts';
import type { Evaluation } from './evaluation.ts';
import { servedStage } from './served-stage.ts';

export interface BuiltStages {
  readonly stages: ReadonlyMap<StageName, BuiltStage>;
  /** What was trained on the way; null where no stage needed it. */
  readonly retrieval: TrainedRetrieval | null;
  readonly ranker: TrainedRanker | null;
  dispose(): void;
}
export interface BuiltStage {
  readonly stage: Stage;
  /** Of all the training that it needs, also what it shares with others. */
  readonly trainingSeconds: number;
  /** What is to be said of it beside how it ranks. */
  readonly also?: Readonly<Record<string, number>>;
}

export const RECALL_DEPTH = 100;

/** Slots of the served row. */
export const servedSlots = (ks: readonly number[]): number => Math.max(...ks, 50);

/** Trains what the stages that are asked for need, and no more, from nothing but the table. */
export async function buildStages(evaluation: Evaluation): Promise<BuiltStages> {
  const { catalogue, clock, ks, objectives } = evaluation;
  const wanted = new Set(evaluation.stages);
  const stages = new Map<StageName, BuiltStage>();
  let startedMs = clock.monotonicMs();
  const sinceStart = (): number => (clock.monotonicMs() - startedMs) / 1000;
  const uses = usesOf(evaluation);
  const built = { stages, retrieval: null, ranker: null, dispose: () => {} };

  if (wanted.delete('popularity'))
    stages.set('popularity', { stage: popularityStage(uses), trainingSeconds: sinceStart() });
  if (wanted.delete('ease')) {
    const model = trainEase(timelinesOf(evaluation.table, catalogue), catalogue.size);
    const also = { leftOut: model.leftOut, leftOutUsers: model.leftOutUsers };
    stages.set('ease', { stage: easeStage(model), trainingSeconds: sinceStart(), also });
    // Nothing of this serves another stage.
    startedMs = clock.monotonicMs();
  }
  if (wanted.size === 0) return built;

  const retrieval = await (evaluation.runStage ?? justRun)('retrieval', () =>
    evaluation.pool === undefined || evaluation.pool.threads === 0
      ? trainRetrieval(evaluation)
      : trainRetrievalBeside(evaluation, evaluation.pool),
  );
  const { model, aligned } = retrieval;
  if (wanted.delete('cooccurrence'))
    stages.set('cooccurrence', { stage: cooccurrenceStage(aligned), trainingSeconds: sinceStart() });
  if (wanted.size === 0) return { ...built, retrieval };

  const builtIndex = buildPackageIndex(evaluation, model);
  const queries = userQueries(model, retrieval.timelines, catalogue);
  const { efSearch, recall } = builtIndex.chooseEfSearch(queries, Math.min(RECALL_DEPTH, model.itemNo.length));
  const index = builtIndex.searcher(efSearch);
  const slots = servedSlots(ks);
  if (wanted.delete('retrieval')) {
    const stage = retrievalStage(aligned, index, Math.max(500, slots));
    stages.set('retrieval', { stage, trainingSeconds: sinceStart(), also: { [`recall@${RECALL_DEPTH}`]: recall } });
  }
  if (wanted.size === 0) return { ...built, retrieval };

  const trained = await trainRankerFor(evaluation, retrieval);
  const ranker = createRanker(trained.weights);
  const trainingSeconds = sinceStart();
  if (wanted.delete('ranker')) {
    const popular = Int32Array.from(uses.keys()).filter((dense) => uses[dense]! > 0);
    sortByValue(
      popular,
      Float32Array.from(popular, (dense) => uses[dense]!),
      popular.length,
    );
    stages.set('ranker', {
      stage: rankerStage(ranker, aligned, index, catalogue, popular, objectives),
      trainingSeconds,
    });
  }
  if (wanted.delete('served')) {
    const packaged: ModelPackage = {
      version: 'evaluation',
      // The request path never reads it.
      manifest: { fingerprint: featureFingerprint() } as ModelPackage['manifest'],
      retrieval: model,
      content: retrieval.content,
      index,
      ranker,
    };
    stages.set('served', { stage: servedStage(packaged, catalogue, clock, slots, objectives), trainingSeconds });
  }
  return { stages, retrieval, ranker: trained, dispose: () => ranker.dispose() };
}

function usesOf({ table, catalogue }: Evaluation): Float32Array {
  const replay = createReplay(table, catalogue);
  replay.advanceTo(table.length);
  return replay.statsAt(table.length === 0 ? 0 : table.atMs[table.length - 1]!).uses;
}
