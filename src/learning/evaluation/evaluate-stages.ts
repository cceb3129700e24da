import type { Catalogue } from '../../domain/catalogue.ts';
import type { ItemStats } from '../../domain/item-stats.ts';
import type { Ranker, VectorIndex } from '../../domain/model-package.ts';
import { DEFAULT_OBJECTIVES, type Objectives } from '../../domain/objectives.ts';
import { cooccurrenceScores } from '../../features/cooccurrence.ts';
import type { AlignedRetrieval, FeatureContext } from '../../features/feature-context.ts';
import type { History } from '../../features/history.ts';
import { featureWidth, writeFeatures } from '../../features/schema.ts';
import { userInputsOf } from '../../features/user-inputs.ts';
import type { UserState } from '../../features/user-state.ts';
import { userVector } from '../../features/user-vector.ts';
import { createCandidateDraw } from '../dataset/draw-candidates.ts';
import { createEaseScorer, type EaseModel } from './ease.ts';

export const STAGES = ['popularity', 'ease', 'cooccurrence', 'retrieval', 'ranker', 'served'] as const;
export type StageName = (typeof STAGES)[number];

/** One test user at the moment of the last training event. */
export interface Viewer {
  readonly user: number;
  readonly state: UserState;
  readonly history: History;
  readonly stats: ItemStats;
  readonly nowMs: number;
  /** What may be ranked, when it is not the whole catalogue. */
  readonly candidates: Int32Array | null;
  /** Bitset of what is left out (the history, where that is asked for). */
  readonly closed: Uint32Array;
}

/** Writes a score for each item it ranks, by dense index; `scores` comes filled with -Infinity. */
export type Stage = (viewer: Viewer, scores: Float32Array) => void | Promise<void>;

/** By uses in the whole training data, whoever asks. */
export function popularityStage(uses: Float32Array): Stage {
  return (_viewer, scores) => scores.set(uses);
}

export function easeStage(model: EaseModel): Stage {
  const score = createEaseScorer(model);
  return ({ history }, scores) => score(history, scores);
}

export function cooccurrenceStage(retrieval: AlignedRetrieval): Stage {
  const rows = retrieval.denseOfRow.length;
  const sums = new Float32Array(rows);
  const touched = new Int32Array(rows);
  return ({ history }, scores) => {
    scores.fill(0);
    const count = cooccurrenceScores(history, retrieval, sums, touched);
    for (let i = 0; i < count; i++) {
      scores[retrieval.denseOfRow[touched[i]!]!] = sums[touched[i]!]!;
      sums[touched[i]!] = 0;
    }
  };
}

/** The index alone, as deep as any list that is asked of it. */
export function retrievalStage(retrieval: AlignedRetrieval, index: VectorIndex, depth: number): Stage {
  const query = new Float32Array(retrieval.model.dimensions);
  return ({ history, candidates }, scores) => {
    if (!userVector(history, retrieval, query)) return;
    const rows = retrieval.denseOfRow.length;
    const k = candidates === null ? Math.min(rows, depth + history.length) : rows;
    const found = index.search(query, k);
    for (let i = 0; i < found.rows.length; i++) scores[retrieval.denseOfRow[found.rows[i]!]!] = found.similarities[i]!;
  };
}

/** The ranker over the candidates that a page would have, or over the given ones. */
export function rankerStage(
  ranker: Ranker,
  retrieval: AlignedRetrieval,
  index: VectorIndex,
  catalogue: Catalogue,
  popular: Int32Array,
  objectives: Objectives = DEFAULT_OBJECTIVES,
): Stage {
  const draw = createCandidateDraw(catalogue.size, retrieval.denseOfRow.length);
  let features = new Float32Array(0);
  return ({ state, history, stats, nowMs, candidates, closed }, scores) => {
    const drawn = candidates ?? draw(history, retrieval, index, popular, closed);
    if (features.length < drawn.length * featureWidth) features = new Float32Array(drawn.length * featureWidth);
    const request = { nowMs, surface: 'tv', region: null, language: null, timeZone: 'UTC' };
    const context: FeatureContext = { ...userInputsOf(state, catalogue), ...request, catalogue, stats, retrieval };
    writeFeatures(context, drawn, drawn.length, features);
    const values = new Float32Array(drawn.length);
    ranker.score(features, drawn.length, objectives, values);
    for (let i = 0; i < drawn.length; i++) scores[drawn[i]!] = values[i]!;
  };
}
