import type { VectorIndex } from '../../domain/model-package.ts';

/** The share of the exact k nearest that the index finds, over all queries (count x dimensions). 1 when there is nothing to find. */
export function measureRecall(
  index: VectorIndex,
  exact: VectorIndex,
  queries: Float32Array,
  dimensions: number,
  k: number,
): number {
  let found = 0;
  let wanted = 0;
  for (let from = 0; from + dimensions <= queries.length && dimensions > 0; from += dimensions) {
    const query = queries.subarray(from, from + dimensions);
    const truth = new Set(exact.search(query, k).rows);
    wanted += truth.size;
    for (const row of index.search(query, k).rows) if (truth.has(row)) found++;
  }
  return wanted === 0 ? 1 : found / wanted;
}
