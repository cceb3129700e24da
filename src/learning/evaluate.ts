import type { Clock } from '../domain/clock.ts';
import { type BuiltStages, buildStages } from './build-stages.ts';
import type { StageName } from './evaluate-stages.ts';
import { evaluationIntervals, type StageDifferences, type StageIntervals } from './evaluation-intervals.ts';
import { type SliceName, sliceMetrics, slicesOf } from './evaluation-slices.ts';
import { evaluationViewers, openTitles } from './evaluation-viewers.ts';
import type { EventTable } from './event-table.ts';
import { createListTally } from './list-metrics.ts';
import { meansOf, measuresFor, rankOf, topOf } from './metrics.ts';
import { justRun } from './run-stage.ts';
import { timelinesOf } from './timelines.ts';
import type { BesideTraining, TrainedRanker } from './train-ranker-from-log.ts';
import type { TrainedRetrieval } from './train-retrieval.ts';
import type { TrainingInput } from './training-input.ts';

/** What was held out: each row a user of the training table (or a number of its own) and the title it is asked for. */
export interface TestRows {
  readonly user: Int32Array;
  /** Dense index. */
  readonly title: Int32Array;
}

export interface Evaluation extends TrainingInput, BesideTraining {
  readonly tests: TestRows;
  /** When everybody is asked; absent: each user as of that user's last event. Nothing of the table may be later. */
  readonly askedAtMs?: number;
  /** Users whom nothing learns from, their numbers not in the table: asked as of their last event here, knowing these events of them. */
  readonly guests?: EventTable;
  /** Candidates by user, dense indices; absent: the whole catalogue. */
  readonly candidates?: ReadonlyMap<number, Int32Array>;
  readonly excludeHistory: boolean;
  readonly ks: readonly number[];
  readonly stages: readonly StageName[];
  readonly clock: Clock;
  readonly onUser?: (done: number, of: number) => void;
  /** Told of each test row how many stand ahead of its title. */
  readonly onRank?: (stage: StageName, user: number, title: number, rank: number) => void;
}

export type StageMetrics = Record<string, number>;
type ByStage<Value> = Partial<Record<StageName, Value>>;
export interface EvaluationResult {
  readonly stages: ByStage<StageMetrics>;
  /** Of each accuracy metric. */
  readonly intervals: ByStage<StageIntervals>;
  readonly slices: ByStage<Record<SliceName, StageMetrics>>;
  /** Served less each other stage; empty unless served was asked for. */
  readonly paired: ByStage<StageDifferences>;
  /** How many stood ahead of the title of each test row. */
  readonly ranks: ByStage<Int32Array>;
  /** What was trained on the way; null where no stage needed it. */
  readonly retrieval: TrainedRetrieval | null;
  readonly ranker: TrainedRanker | null;
}

/**
 * Trains on the table and ranks for each test row, as of that user's last training event (or of `askedAtMs`): the same replay of states
 * and item stats that training uses, so no stage can see past that moment. Seconds of a stage: its ranking, and the training it needs.
 * A TF.js backend must be open, but for popularity and cooccurrence alone.
 */
export async function evaluate(evaluation: Evaluation): Promise<EvaluationResult> {
  const built = await buildStages(evaluation);
  try {
    const measured = await (evaluation.runStage ?? justRun)('evaluation', () => measure(evaluation, built));
    return { ...measured, retrieval: built.retrieval, ranker: built.ranker };
  } finally {
    built.dispose();
  }
}

/** Plain data: it is kept. */
async function measure(
  evaluation: Evaluation,
  built: BuiltStages,
): Promise<Omit<EvaluationResult, 'retrieval' | 'ranker'>> {
  const { catalogue, table, guests, tests, ks, clock } = evaluation;
  const { usersOf, users } = usersByTitle(evaluation);
  const runs = Array.from(built.stages, ([name, { stage, trainingSeconds, also }]) => ({
    name,
    stage,
    also,
    seconds: trainingSeconds,
    ranks: new Int32Array(tests.user.length),
    lists: createListTally(catalogue, usersOf, users),
  }));
  const scores = new Float32Array(catalogue.size);
  const depth = Math.min(...ks);
  const viewers = evaluationViewers(evaluation);
  let done = 0;
  for (const { viewer, questions } of viewers.each()) {
    const pool = openTitles(catalogue, viewer);
    for (const run of runs) {
      const startedMs = clock.monotonicMs();
      scores.fill(Number.NEGATIVE_INFINITY);
      await run.stage(viewer, scores);
      run.lists.add(topOf(scores, pool, depth));
      for (const question of questions) {
        const title = tests.title[question]!;
        const missing = viewer.candidates !== null && !viewer.candidates.includes(title);
        const rank = missing ? catalogue.size : rankOf(scores, title, pool);
        run.ranks[question] = rank;
        evaluation.onRank?.(run.name, viewer.user, title, rank);
      }
      run.seconds += (clock.monotonicMs() - startedMs) / 1000;
    }
    evaluation.onUser?.(++done, viewers.count);
    // Whoever waits for this process (a progress bar, a signal) gets a turn.
    if (done % 64 === 0) await new Promise(setImmediate);
  }

  const measures = measuresFor(ks);
  const cold = slicesOf(tests, guests === undefined ? [table] : [table, guests], catalogue);
  const stages: ByStage<StageMetrics> = {};
  const slices: ByStage<Record<SliceName, StageMetrics>> = {};
  for (const { name, ranks, lists, also, seconds } of runs) {
    stages[name] = {
      ...meansOf(measures, ranks),
      ...lists.result(),
      ...also,
      users: viewers.count,
      seconds: Math.round(seconds * 100) / 100,
    };
    slices[name] = sliceMetrics(cold, tests, measures, ranks);
  }
  const ranks = new Map(runs.map((run) => [run.name, run.ranks]));
  return {
    stages,
    ...evaluationIntervals(tests, ranks, measures, evaluation.seed),
    slices,
    ranks: Object.fromEntries(ranks),
  };
}

/** How many users have used each title in the training data, of how many who used any. */
function usersByTitle({ table, catalogue }: Evaluation): { usersOf: Uint32Array; users: number } {
  const { title, offsets, users } = timelinesOf(table, catalogue);
  const usersOf = new Uint32Array(catalogue.size);
  for (const dense of title) usersOf[dense]!++;
  let active = 0;
  for (let user = 0; user < users; user++) if (offsets[user + 1]! > offsets[user]!) active++;
  return { usersOf, users: active };
}
