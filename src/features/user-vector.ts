import type { AlignedRetrieval } from './feature-context.ts';
import type { History } from './history.ts';

/**
 * The user's place among the target vectors: the sum of the source vectors of the history's newest titles, the n-th newest of
 * those the package knows weighing strength x 2^(-n / historyHalfLife). Its inner product with a target vector approximates
 * the co-occurrence score. Scaled to length 1: order and neighbours do not depend on it.
 * `out` holds `dimensions` floats. False, and all 0: the package knows no title of the history.
 */
export function userVector(history: History, retrieval: AlignedRetrieval, out: Float32Array): boolean {
  const { dimensions, sourceVectors, historyHalfLife, historyLength } = retrieval.model;
  out.fill(0);
  let known = 0;
  for (let at = 0; at < history.length && known < historyLength; at++) {
    const row = rowOf(retrieval, history.title[at]!);
    if (row < 0) continue;
    const weight = history.strength[at]! * 2 ** (-known / historyHalfLife);
    known++;
    const from = row * dimensions;
    for (let d = 0; d < dimensions; d++) out[d]! += weight * sourceVectors[from + d]!;
  }
  let squares = 0;
  for (let d = 0; d < dimensions; d++) squares += out[d]! * out[d]!;
  if (!(squares > 0)) return false;
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < dimensions; d++) out[d]! *= scale;
  return true;
}

/** Package row of a dense index; -1 where the package does not know it (items newer than the alignment included). */
export const rowOf = (retrieval: AlignedRetrieval, dense: number): number => retrieval.rowOfDense[dense] ?? -1;
