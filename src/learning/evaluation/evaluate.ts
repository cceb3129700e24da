import { timelinesOf } from '../log/timelines.ts';
import { justRun } from '../training/run-stage.ts';
import { type BuiltStages, buildStages } from './build-stages.ts';
import type { ByStage, Evaluation, EvaluationResult, SliceName, StageMetrics } from './evaluation.ts';
import { evaluationIntervals } from './evaluation-intervals.ts';
import { sliceMetrics, slicesOf } from './evaluation-slices.ts';
import { evaluationViewers, openTitles } from './evaluation-viewers.ts';
import { createListTally } from './list-metrics.ts';
import { meansOf, measuresFor, rankOf, topOf } from './metrics.ts';

export type { Evaluation, EvaluationResult, TestRows } from './evaluation.ts';

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
