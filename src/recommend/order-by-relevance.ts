import type { CandidateSet } from './candidate-set.ts';
import type { RowDraft } from './row-draft.ts';

/** What likeness to the seed counts beside the ranker's score, both in standard deviations. Measured: docs/quality.md. */
export const LIKENESS_WEIGHT = 0.5;

/**
 * Orders rows that answer a question by what the user likes, without losing the question: equal matches by score ('matches'), or score and
 * likeness together ('near'). Round by round, as the pool is used. Of equals what was proposed first. `scored`: there are scores that say
 * how much better one is than another.
 */
export function orderByRelevance(rows: readonly RowDraft[], { score }: CandidateSet, scored: boolean): void {
  if (!scored) return;
  for (const row of rows) {
    const { order } = row.plan;
    if (order !== 'matches' && order !== 'near') continue;
    let from = 0;
    for (const to of row.roundEnds) {
      const round = row.pool.subarray(from, to);
      if (order === 'matches') round.set(byMatch(round, row.relevance, score));
      else round.set(byNearness(round, row.relevance, score, LIKENESS_WEIGHT));
      from = to;
    }
  }
}

const byMatch = (round: Int32Array, relevance: Float32Array, score: Float32Array): Int32Array =>
  Int32Array.from(Array.from(round).sort((a, b) => relevance[b]! - relevance[a]! || (score[b] || 0) - (score[a] || 0)));

/** Columns by candidate position; `weight` of the likeness, that of the score being 1. */
export function byNearness(
  round: Int32Array,
  relevance: Float32Array,
  score: Float32Array,
  weight: number,
): Int32Array {
  const scores = standardised(round, score);
  const likeness = standardised(round, relevance);
  const value = scores.map((z, at) => z + weight * likeness[at]!);
  const places = Array.from(round.keys()).sort((a, b) => value[b]! - value[a]!);
  return Int32Array.from(places, (place) => round[place]!);
}

/** Standard scores over the round; all 0 where all are alike. */
function standardised(round: Int32Array, column: Float32Array): Float64Array {
  const values = Float64Array.from(round, (position) => column[position] || 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 1e-12 ? values.map((value) => (value - mean) / Math.sqrt(variance)) : values.fill(0);
}
