import type { VectorIndex } from '../../domain/model-package.ts';
import { measureRecall } from './measure-recall.ts';

/** Steps of efSearch, per result asked for: below 1.5 recall collapses, beyond 12 the exact scan is as fast. */
const LADDER = [1.5, 2, 3, 4, 6, 8, 12];
const ENOUGH = 0.98;

/** The smallest step whose recall@k is at least .98, else the largest; and its recall. queries: count x dimensions. */
export function chooseEfSearch(options: {
  searcher: (efSearch: number) => VectorIndex;
  exact: VectorIndex;
  queries: Float32Array;
  dimensions: number;
  k: number;
}): { efSearch: number; recall: number } {
  const { searcher, exact, queries, dimensions, k } = options;
  let chosen = { efSearch: 0, recall: 0 };
  for (const step of LADDER) {
    const efSearch = Math.ceil(step * k);
    chosen = { efSearch, recall: measureRecall(searcher(efSearch), exact, queries, dimensions, k) };
    if (chosen.recall >= ENOUGH) break;
  }
  return chosen;
}
