import type { AlignedRetrieval } from './feature-context.ts';
import type { History } from './history.ts';
import { rowOf } from './user-vector.ts';

/**
 * What tends to be watched around the newest titles of a history: for each package row the sum over titles of
 * strength x 2^(-n / historyHalfLife) x (weight after + backShare x weight before), n counting the titles that have neighbours.
 * Adds into `out` (one float a package row, all 0 before) and lists the rows it touched; returns how many. Titles of the
 * history itself are among them. To clear: set out[touched[i]] = 0 for each.
 */
export function cooccurrenceScores(
  history: History,
  retrieval: AlignedRetrieval,
  out: Float32Array,
  touched: Int32Array,
): number {
  const { neighbourOffsets, neighbourRows, neighbourWeights, neighbourBackWeights, backShare } = retrieval.model;
  const { historyHalfLife, historyLength } = retrieval.model;
  let count = 0;
  let known = 0;
  for (let at = 0; at < history.length && known < historyLength; at++) {
    const row = neighbourRowOf(retrieval, history.title[at]!);
    if (row < 0) continue;
    const weight = history.strength[at]! * 2 ** (-known / historyHalfLife);
    known++;
    for (let i = neighbourOffsets[row]!; i < neighbourOffsets[row + 1]!; i++) {
      const neighbour = neighbourRows[i]!;
      const adds = weight * (neighbourWeights[i]! + backShare * neighbourBackWeights[i]!);
      if (!(adds > 0)) continue;
      if (out[neighbour] === 0) touched[count++] = neighbour;
      out[neighbour]! += adds;
    }
  }
  return count;
}

/** Package row of a dense index; -1 where the package knows nothing that was watched around it: such a title takes no place in a history. */
export function neighbourRowOf(retrieval: AlignedRetrieval, dense: number): number {
  const row = rowOf(retrieval, dense);
  const { neighbourOffsets } = retrieval.model;
  return row >= 0 && neighbourOffsets[row] !== neighbourOffsets[row + 1] ? row : -1;
}
