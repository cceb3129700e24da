import { sortByValue } from '../../features/sort-by-value.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { RowDraft } from '../row-draft.ts';

/** Brings each round of a pool into the order of its scores, in the rows that are ordered so; of equals what was proposed first. */
export type OrderPools = (rows: readonly RowDraft[], candidates: CandidateSet) => void;

/**
 * All candidates are sorted once. A row then marks the ranks that it has, a bit each, and reads them off: linear, where sorting each
 * pool anew would be most of the selection's time.
 */
export function createOrderPools(): OrderPools {
  let byScore = new Int32Array(0);
  let rankOf = new Int32Array(0);
  let placeOf = new Int32Array(0);
  let marks = new Uint32Array(0);
  let keys = new Float64Array(0);

  function orderRound(pool: Int32Array, from: number, to: number, score: Float32Array): void {
    let first = marks.length;
    let last = -1;
    for (let at = from; at < to; at++) {
      const rank = rankOf[pool[at]!]!;
      placeOf[pool[at]!] = at;
      const word = rank >>> 5;
      marks[word]! |= 1 << (rank & 31);
      if (word < first) first = word;
      if (word > last) last = word;
    }
    let at = from;
    for (let word = first; word <= last; word++) {
      let bits = marks[word]!;
      marks[word] = 0;
      while (bits !== 0) {
        pool[at++] = byScore[word * 32 + 31 - Math.clz32(bits & -bits)]!;
        bits &= bits - 1;
      }
    }
    // Ranks of equals are in the order of the candidate set, which depends on what other rows proposed.
    for (let end = from + 1, begin = from; end <= to; end++) {
      if (end < to && score[pool[end]!] === score[pool[begin]!]) continue;
      if (end - begin > 1) pool.subarray(begin, end).sort((a, b) => placeOf[a]! - placeOf[b]!);
      begin = end;
    }
  }

  return (rows, candidates) => {
    const { count, score } = candidates;
    if (byScore.length < count) {
      byScore = new Int32Array(2 * count);
      rankOf = new Int32Array(2 * count);
      placeOf = new Int32Array(2 * count);
      marks = new Uint32Array(Math.ceil(count / 16));
      keys = new Float64Array(2 * count);
    }
    for (let position = 0; position < count; position++) byScore[position] = position;
    sortByValue(byScore, score, count, keys);
    for (let rank = 0; rank < count; rank++) rankOf[byScore[rank]!] = rank;
    for (const row of rows) {
      if (row.plan.order !== 'score') continue;
      let from = 0;
      for (const to of row.roundEnds) {
        orderRound(row.pool, from, to, score);
        from = to;
      }
    }
  };
}
