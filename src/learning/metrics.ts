/** Metrics of one stage, gathered question by question. */
export interface MetricsTally {
  /** Rank of the answer from 0 among all that were ranked; the items that stood on top. */
  add(rank: number, top: Int32Array): void;
  result(): Record<string, number>;
}

/**
 * hr@k: share of answers within the first k. ndcg@k: mean of 1 / log2(rank + 2) for those, as each question has one answer. mrr:
 * mean of 1 / (rank + 1). coverage: share of the catalogue that is in anybody's first `coverageDepth`.
 */
export function createMetricsTally(ks: readonly number[], catalogueSize: number): MetricsTally {
  const hits = ks.map(() => 0);
  const gains = ks.map(() => 0);
  const covered = new Uint8Array(catalogueSize);
  let reciprocal = 0;
  let questions = 0;
  return {
    add(rank, top) {
      questions++;
      reciprocal += 1 / (rank + 1);
      for (let i = 0; i < ks.length; i++) {
        if (rank >= ks[i]!) continue;
        hits[i]!++;
        gains[i]! += 1 / Math.log2(rank + 2);
      }
      for (const dense of top) covered[dense] = 1;
    },
    result() {
      const mean = (sum: number): number => (questions === 0 ? 0 : sum / questions);
      const metrics: Record<string, number> = {};
      for (let i = 0; i < ks.length; i++) metrics[`hr@${ks[i]}`] = mean(hits[i]!);
      for (let i = 0; i < ks.length; i++) metrics[`ndcg@${ks[i]}`] = mean(gains[i]!);
      metrics.mrr = mean(reciprocal);
      metrics.coverage = catalogueSize === 0 ? 0 : covered.reduce((sum, seen) => sum + seen, 0) / catalogueSize;
      return metrics;
    },
  };
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
