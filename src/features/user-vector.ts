import type { AlignedRetrieval } from './feature-context.ts';
import type { History } from './history.ts';

/**
 * The user's place among the target vectors: the sum of the source vectors of the history's newest titles, the n-th newest of
 * those that have one weighing strength x 2^(-n / historyHalfLife). Its inner product with a target vector approximates
 * the co-occurrence score. Scaled to length 1: order and neighbours do not depend on it.
 * `out` holds `dimensions` floats. False, and all 0: no title of the history has a vector.
 */
export function userVector(history: History, retrieval: AlignedRetrieval, out: Float32Array): boolean {
  const { dimensions, sourceVectors, historyHalfLife, historyLength } = retrieval.model;
  out.fill(0);
  let known = 0;
  for (let at = 0; at < history.length && known < historyLength; at++) {
    const row = rowOf(retrieval, history.title[at]!);
    const deltaRow = row < 0 ? deltaRowOf(retrieval, history.title[at]!) : -1;
    if (row < 0 && deltaRow < 0) continue;
    const weight = history.strength[at]! * 2 ** (-known / historyHalfLife);
    known++;
    const vectors = row < 0 ? retrieval.delta!.sourceVectors : sourceVectors;
    const from = (row < 0 ? deltaRow : row) * dimensions;
    for (let d = 0; d < dimensions; d++) out[d]! += weight * vectors[from + d]!;
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

/** Delta row of a dense index, for titles that the package does not know; -1: it has none. */
export const deltaRowOf = ({ delta }: AlignedRetrieval, dense: number): number => delta?.rowOfDense[dense] ?? -1;
