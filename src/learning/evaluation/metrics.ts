/** One figure of how well an answer stood, from how many stood ahead of it. */
export interface Measure {
  readonly name: string;
  /** 0..1; the mean over questions is the metric. */
  of(rank: number): number;
}

/**
 * hr@k: share of answers within the first k. ndcg@k: mean of 1 / log2(rank + 2) for those, as each question has one answer. mrr:
 * mean of 1 / (rank + 1). Ranks from 0.
 */
export function measuresFor(ks: readonly number[]): Measure[] {
  const hits = ks.map((k): Measure => ({ name: `hr@${k}`, of: (rank) => (rank < k ? 1 : 0) }));
  const gains = ks.map((k): Measure => ({ name: `ndcg@${k}`, of: (rank) => (rank < k ? 1 / Math.log2(rank + 2) : 0) }));
  return [...hits, ...gains, { name: 'mrr', of: (rank) => 1 / (rank + 1) }];
}

/** Mean of each measure over the questions at `places` of `ranks`; 0 of none. */
export function meansOf(
  measures: readonly Measure[],
  ranks: Int32Array,
  places: Iterable<number> = ranks.keys(),
): Record<string, number> {
  const sums = measures.map(() => 0);
  let questions = 0;
  for (const place of places) {
    questions++;
    for (let m = 0; m < measures.length; m++) sums[m]! += measures[m]!.of(ranks[place]!);
  }
  return Object.fromEntries(measures.map(({ name }, m) => [name, questions === 0 ? 0 : sums[m]! / questions]));
}

/**
 * How many stand ahead of the answer among the candidates: all with a score at least as high. Ties count against the answer, and
 * so does an answer without a score (-Infinity): all other candidates are ahead of it.
 */
export function rankOf(scores: Float32Array, answer: number, candidates: Int32Array): number {
  const score = scores[answer]!;
  let ahead = 0;
  for (const candidate of candidates) if (candidate !== answer && !(scores[candidate]! < score)) ahead++;
  return ahead;
}

/** The k candidates with the highest scores, those without one left out. */
export function topOf(scores: Float32Array, candidates: Int32Array, k: number): Int32Array {
  const top = new Int32Array(k);
  let count = 0;
  for (const candidate of candidates) {
    const score = scores[candidate]!;
    if (!(score > NO_SCORE)) continue;
    if (count === k && !(score > scores[top[k - 1]!]!)) continue;
    let at = count < k ? count++ : k - 1;
    for (; at > 0 && scores[top[at - 1]!]! < score; at--) top[at] = top[at - 1]!;
    top[at] = candidate;
  }
  return top.subarray(0, count);
}

/** A name of the module: looking up a global for each candidate costs more than all else here. */
const NO_SCORE = Number.NEGATIVE_INFINITY;
