import { hasBit } from '../../domain/catalogue.ts';
import type { VectorIndex } from '../../domain/model-package.ts';
import { cooccurrenceScores } from '../../features/cooccurrence.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import type { History } from '../../features/history.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import { userVector } from '../../features/user-vector.ts';

/** Proposals of each source for one page, as the request path asks for about as many for a row of 20 slots. */
export const RETRIEVAL_CANDIDATES = 300;
export const COOCCURRENCE_CANDIDATES = 150;
export const POPULAR_CANDIDATES = 50;

/** Draws candidates as the request path does: nearest vectors, co-occurrence, the most used. Keeps its buffers between calls. */
export function createCandidateDraw(catalogueSize: number, rows: number) {
  const dense = new Int32Array(catalogueSize);
  const listed = new Uint8Array(catalogueSize);
  const scores = new Float32Array(rows);
  const touched = new Int32Array(rows);
  const values = new Float32Array(rows);
  const keys = new Float64Array(rows);

  /** Dense indices, the more trusted source first; none of `closed` (a bitset over dense indices). A view, until the next call. */
  return function draw(
    history: History,
    retrieval: AlignedRetrieval,
    index: VectorIndex,
    popular: Int32Array,
    closed: Uint32Array,
  ): Int32Array {
    let count = 0;
    const propose = (candidate: number): boolean => {
      if (candidate < 0 || hasBit(closed, candidate)) return false;
      if (listed[candidate] === 0) {
        listed[candidate] = 1;
        dense[count++] = candidate;
      }
      return true;
    };
    const touchedCount = cooccurrenceScores(history, retrieval, scores, touched);
    for (let i = 0; i < touchedCount; i++) {
      values[i] = scores[touched[i]!]!;
      scores[touched[i]!] = 0;
    }
    sortByValue(touched, values, touchedCount, keys);
    for (let i = 0, taken = 0; i < touchedCount && taken < COOCCURRENCE_CANDIDATES; i++) {
      if (propose(retrieval.denseOfRow[touched[i]!]!)) taken++;
    }
    const query = new Float32Array(retrieval.model.dimensions);
    if (userVector(history, retrieval, query)) {
      const nearest = index.search(query, Math.min(rows, RETRIEVAL_CANDIDATES + history.length)).rows;
      for (let i = 0, taken = 0; i < nearest.length && taken < RETRIEVAL_CANDIDATES; i++) {
        if (propose(retrieval.denseOfRow[nearest[i]!]!)) taken++;
      }
    }
    for (let i = 0, taken = 0; i < popular.length && taken < POPULAR_CANDIDATES; i++) if (propose(popular[i]!)) taken++;
    for (let i = 0; i < count; i++) listed[dense[i]!] = 0;
    return dense.subarray(0, count);
  };
}
