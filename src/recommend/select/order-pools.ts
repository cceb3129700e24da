import type { CandidateSet } from '../candidate-set.ts';
import type { RowDraft } from '../row-draft.ts';

/** Brings each round of a pool into the order of its scores, in the rows that are ordered so; of equals what was proposed first. */
export type OrderPools = (rows: readonly RowDraft[], candidates: CandidateSet) => void;

/**
 * All candidates are sorted once. A row then marks the ranks that it has, a bit each, and reads them off: linear, where sorting each
 * pool anew would be most of the selection's time.
 */
export function createOrderPools(): OrderPools {
  const sort = createScoreSort();
  let rankOf = new Int32Array(0);
  let placeOf = new Int32Array(0);
  let marks = new Uint32Array(0);
  let byScore = rankOf;

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
    if (rankOf.length < count) {
      rankOf = new Int32Array(2 * count);
      placeOf = new Int32Array(2 * count);
      marks = new Uint32Array(Math.ceil(count / 16));
    }
    byScore = sort(score, count);
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

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const SIGN = 0x8000_0000;

/**
 * Positions by their scores, the greatest first, of equals the lower position; NaN counts as 0. By the digits of the floats' bits, the last
 * first (radix sort): a third of what sorting as doubles takes for the thousand candidates of a page. The answer is good until the next.
 */
function createScoreSort(): (score: Float32Array, count: number) => Int32Array<ArrayBuffer> {
  const counts = new Int32Array(3 * DIGITS);
  let keys = new Uint32Array(0);
  let order = new Int32Array(0);
  let other = new Int32Array(0);

  function pass(digit: number, count: number): void {
    const shift = digit * DIGIT_BITS;
    const first = digit * DIGITS;
    for (let at = first, sum = 0; at < first + DIGITS; at++) {
      const here = counts[at]!;
      counts[at] = sum;
      sum += here;
    }
    for (let at = 0; at < count; at++) {
      const position = order[at]!;
      other[counts[first + ((keys[position]! >>> shift) & (DIGITS - 1))]!++] = position;
    }
    [order, other] = [other, order];
  }

  return (score, count) => {
    if (keys.length < count) {
      keys = new Uint32Array(2 * count);
      order = new Int32Array(2 * count);
      other = new Int32Array(2 * count);
    }
    const bits = new Uint32Array(score.buffer, score.byteOffset, count);
    counts.fill(0);
    for (let position = 0; position < count; position++) {
      const value = score[position]!;
      // The bits of floats >= 0 are in the order of their values, those of floats < 0 in the reverse order; the least key comes first.
      const key = value > 0 ? 0x7fff_ffff - bits[position]! : value < 0 ? bits[position]! : SIGN - 1;
      keys[position] = key;
      order[position] = position;
      counts[key & (DIGITS - 1)]!++;
      counts[DIGITS + ((key >>> DIGIT_BITS) & (DIGITS - 1))]!++;
      counts[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]!++;
    }
    for (let digit = 0; digit < 3; digit++) pass(digit, count);
    return order;
  };
}
