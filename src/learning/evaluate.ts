import type { Catalogue } from '../domain/catalogue.ts';
import type { Clock } from '../domain/clock.ts';
import type { ModelPackage } from '../domain/model-package.ts';
import { historyOf } from '../features/history.ts';
import { featureFingerprint } from '../features/schema.ts';
import { sortByValue } from '../features/sort-by-value.ts';
import { createRanker } from '../network/ranker-net.ts';
import {
  cooccurrenceStage,
  popularityStage,
  rankerStage,
  retrievalStage,
  type Stage,
  type StageName,
  type Viewer,
} from './evaluate-stages.ts';
import type { EventTable } from './event-table.ts';
import { createMetricsTally, rankOf, topOf } from './metrics.ts';
import { firstFrom } from './moments.ts';
import { createReplay } from './replay.ts';
import { justRun } from './run-stage.ts';
import { servedStage } from './served-stage.ts';
import { type TrainedRanker, trainRankerFor } from './train-ranker-from-log.ts';
import { buildPackageIndex, type TrainedRetrieval, trainRetrieval, userQueries } from './train-retrieval.ts';
import type { TrainingInput } from './training-input.ts';

/** What was held out: each row a user of the training table (or a number of its own) and the title it is asked for. */
export interface TestRows {
  readonly user: Int32Array;
  /** Dense index. */
  readonly title: Int32Array;
}

export interface Evaluation extends TrainingInput {
  readonly tests: TestRows;
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
export interface EvaluationResult {
  readonly stages: Partial<Record<StageName, StageMetrics>>;
  /** What was trained on the way; null where no stage needed it. */
  readonly retrieval: TrainedRetrieval | null;
  readonly ranker: TrainedRanker | null;
}

const RECALL_DEPTH = 100;

/**
 * Trains on the table and ranks for each test row, as of that user's last training event: the same replay of states and item stats
 * that training uses, so no stage can see past that moment. Seconds of a stage: its ranking, and the training it needs.
 */
export async function evaluate(evaluation: Evaluation): Promise<EvaluationResult> {
  const { catalogue, tests, ks, clock } = evaluation;
  const built = await buildStages(evaluation);
  const { stages } = built;
  const names = [...stages.keys()];
  const tallies = new Map(names.map((name) => [name, createMetricsTally(ks, catalogue.size)]));
  const seconds = new Map(names.map((name) => [name, stages.get(name)!.trainingSeconds]));
  const scores = new Float32Array(catalogue.size);
  const depth = Math.min(...ks);
  const viewers = viewersOf(evaluation);
  let done = 0;

  for (const { viewer, titles } of viewers.each()) {
    const pool = openTitles(catalogue, viewer);
    for (const name of names) {
      const startedMs = clock.monotonicMs();
      scores.fill(Number.NEGATIVE_INFINITY);
      await stages.get(name)!.stage(viewer, scores);
      const top = topOf(scores, pool, depth);
      const inPool = viewer.candidates;
      for (const title of titles) {
        const ranked = inPool !== null && !inPool.includes(title) ? catalogue.size : rankOf(scores, title, pool);
        tallies.get(name)!.add(ranked, top);
        evaluation.onRank?.(name, viewer.user, title, ranked);
      }
      seconds.set(name, seconds.get(name)! + (clock.monotonicMs() - startedMs) / 1000);
    }
    evaluation.onUser?.(++done, viewers.count);
    // Whoever waits for this process (a progress bar, a signal) gets a turn.
    if (done % 64 === 0) await new Promise(setImmediate);
  }
  built.dispose();
  const results: Partial<Record<StageName, StageMetrics>> = {};
  for (const name of names) {
    results[name] = {
      ...tallies.get(name)!.result(),
      ...(name === 'retrieval' && { [`recall@${RECALL_DEPTH}`]: built.recall }),
      users: new Set(tests.user).size,
      seconds: Math.round(seconds.get(name)! * 100) / 100,
    };
  }
  return { stages: results, retrieval: built.retrieval, ranker: built.ranker };
}

async function buildStages(evaluation: Evaluation) {
  const { catalogue, table, clock } = evaluation;
  const wanted = new Set(evaluation.stages);
  const stages = new Map<StageName, { stage: Stage; trainingSeconds: number }>();
  const startedMs = clock.monotonicMs();
  const sinceStart = (): number => (clock.monotonicMs() - startedMs) / 1000;
  const uses = usesOf(table, catalogue);
  const nothing = { retrieval: null, ranker: null, recall: Number.NaN, dispose: () => {} };

  if (wanted.has('popularity'))
    stages.set('popularity', { stage: popularityStage(uses), trainingSeconds: sinceStart() });
  if ([...wanted].every((name) => name === 'popularity')) return { stages, ...nothing };
  const retrieval = await (evaluation.runStage ?? justRun)('retrieval', () => trainRetrieval(evaluation));
  const { model, aligned } = retrieval;
  if (wanted.has('cooccurrence')) {
    stages.set('cooccurrence', { stage: cooccurrenceStage(aligned), trainingSeconds: sinceStart() });
  }
  if ([...wanted].every((name) => name === 'popularity' || name === 'cooccurrence')) {
    return { stages, ...nothing, retrieval };
  }
  const builtIndex = buildPackageIndex(evaluation, model);
  const queries = userQueries(model, retrieval.timelines, catalogue);
  const { efSearch, recall } = builtIndex.chooseEfSearch(queries, Math.min(RECALL_DEPTH, model.itemNo.length));
  const index = builtIndex.searcher(efSearch);
  const listed = Math.max(...evaluation.ks, 50);
  if (wanted.has('retrieval')) {
    const stage = retrievalStage(aligned, index, Math.max(500, listed));
    stages.set('retrieval', { stage, trainingSeconds: sinceStart() });
  }
  if (!wanted.has('ranker') && !wanted.has('served')) return { stages, ...nothing, retrieval, recall };
  const trained = await trainRankerFor(evaluation, retrieval);
  const ranker = createRanker(trained.weights);
  const trainingSeconds = sinceStart();
  if (wanted.has('ranker')) {
    const popular = Int32Array.from(uses.keys()).filter((dense) => uses[dense]! > 0);
    sortByValue(
      popular,
      Float32Array.from(popular, (dense) => uses[dense]!),
      popular.length,
    );
    stages.set('ranker', { stage: rankerStage(ranker, aligned, index, catalogue, popular), trainingSeconds });
  }
  if (wanted.has('served')) {
    const packaged: ModelPackage = {
      version: 'evaluation',
      // The request path never reads it.
      manifest: { fingerprint: featureFingerprint() } as ModelPackage['manifest'],
      retrieval: model,
      index,
      ranker,
    };
    stages.set('served', { stage: servedStage(packaged, catalogue, clock, listed), trainingSeconds });
  }
  return { stages, retrieval, ranker: trained, recall, dispose: () => ranker.dispose() };
}

/** Test users in the order of their moments, so that one replay serves all. */
function viewersOf({ table, guests, catalogue, tests, candidates, excludeHistory }: Evaluation) {
  const titlesOf = new Map<number, number[]>();
  for (let i = 0; i < tests.user.length; i++) {
    const titles = titlesOf.get(tests.user[i]!);
    if (titles) titles.push(tests.title[i]!);
    else titlesOf.set(tests.user[i]!, [tests.title[i]!]);
  }
  const lastEvent = lastEvents(table);
  const lastOfGuest = guests === undefined ? new Map<number, number>() : lastEvents(guests);
  // The log's events before this number have happened. Of a user without a past nothing is known; the page is made at the log's end.
  const beforeOf = (user: number): number => {
    const visit = lastOfGuest.get(user);
    return visit === undefined
      ? (lastEvent.get(user) ?? table.length - 1) + 1
      : firstFrom(table.atMs, guests!.atMs[visit]!);
  };
  const users = [...titlesOf.keys()].sort((a, b) => beforeOf(a) - beforeOf(b) || a - b);

  function* each(): Generator<{ viewer: Viewer; titles: number[] }> {
    const replay = createReplay(table, catalogue);
    const visits = guests && createReplay(guests, catalogue);
    visits?.advanceTo(guests!.length);
    const left = excludeHistory ? new Set(users) : new Set<number>();
    const pasts = pastTitles(guests === undefined ? [table] : [table, guests], catalogue, left);
    for (const user of users) {
      const before = beforeOf(user);
      replay.advanceTo(before);
      const visit = lastOfGuest.get(user);
      const nowMs = visit !== undefined ? guests!.atMs[visit]! : before === 0 ? 0 : table.atMs[before - 1]!;
      const state = (visit === undefined ? replay : visits!).stateOf(user);
      const closed = new Uint32Array((catalogue.size + 31) >>> 5);
      for (const title of pasts.get(user) ?? []) closed[title >>> 5]! |= 1 << (title & 31);
      const viewer: Viewer = {
        user,
        state,
        history: historyOf(state, catalogue),
        stats: replay.statsAt(nowMs),
        nowMs,
        candidates: candidates === undefined ? null : (candidates.get(user) ?? new Int32Array(0)),
        closed,
      };
      yield { viewer, titles: titlesOf.get(user)! };
    }
  }
  return { each, count: users.length };
}

function lastEvents(table: EventTable): Map<number, number> {
  const last = new Map<number, number>();
  for (let at = 0; at < table.length; at++) last.set(table.user[at]!, at);
  return last;
}

function pastTitles(tables: readonly EventTable[], catalogue: Catalogue, users: ReadonlySet<number>) {
  const pasts = new Map<number, Set<number>>();
  for (const table of tables) {
    for (let at = 0; at < table.length; at++) {
      const user = table.user[at]!;
      const dense = users.has(user) ? catalogue.denseOfItemNo(table.itemNo[at]!) : -1;
      if (dense < 0) continue;
      const past = pasts.get(user);
      if (past) past.add(catalogue.titleOf[dense]!);
      else pasts.set(user, new Set([catalogue.titleOf[dense]!]));
    }
  }
  return pasts;
}

/** What competes for this viewer. */
function openTitles(catalogue: Catalogue, { candidates, closed }: Viewer): Int32Array {
  const pool = candidates ?? Int32Array.from(catalogue.titleOf.keys());
  return pool.filter((dense) => ((closed[dense >>> 5]! >>> (dense & 31)) & 1) === 0);
}

function usesOf(table: EventTable, catalogue: Catalogue): Float32Array {
  const replay = createReplay(table, catalogue);
  replay.advanceTo(table.length);
  return replay.statsAt(table.length === 0 ? 0 : table.atMs[table.length - 1]!).uses;
}
