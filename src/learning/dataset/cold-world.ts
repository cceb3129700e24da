import type { ItemStats } from '../../domain/item-stats.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import type { ColdRows } from '../retrieval/cold-rows.ts';

/** The world of a moment as it would have been, had some titles been imported only then. */
export interface ColdWorld {
  readonly retrieval: AlignedRetrieval;
  /** The same without what is known of the titles. Of equal stats the same. */
  statsOf(stats: ItemStats): ItemStats;
  /** A list of titles without them. */
  without(titles: Int32Array): Int32Array;
}

/** The cold rows become what such titles are in serving: delta rows, placed by their content, which nothing was watched around. */
export function createColdWorld(
  retrieval: AlignedRetrieval,
  { rows, sourceVectors, targetVectors }: ColdRows,
): ColdWorld {
  const rowOfDense = retrieval.rowOfDense.slice();
  const denseOfRow = retrieval.denseOfRow.slice();
  const denseOfDelta = Int32Array.from(rows, (row) => retrieval.denseOfRow[row]!);
  const deltaOfDense = new Int32Array(rowOfDense.length).fill(-1);
  for (let delta = 0; delta < rows.length; delta++) {
    const dense = denseOfDelta[delta]!;
    deltaOfDense[dense] = delta;
    rowOfDense[dense] = -1;
    denseOfRow[rows[delta]!] = -1;
  }
  const blank = (column: Float32Array): Float32Array => {
    const copy = column.slice();
    for (const dense of denseOfDelta) copy[dense] = 0;
    return copy;
  };
  const keepStats = kept(
    (stats: ItemStats): ItemStats => ({
      ...stats,
      uses: blank(stats.uses),
      trend: blank(stats.trend),
      ratings: blank(stats.ratings),
      ratingSum: blank(stats.ratingSum),
      regions: new Map(
        Array.from(stats.regions, ([region, counts]) => [region, { ...counts, plays: blank(counts.plays) }]),
      ),
    }),
  );
  return {
    retrieval: {
      model: retrieval.model,
      rowOfDense,
      denseOfRow,
      delta: { rowOfDense: deltaOfDense, denseOfRow: denseOfDelta, sourceVectors, targetVectors },
    },
    statsOf: keepStats,
    without: kept((titles: Int32Array) => titles.filter((dense) => deltaOfDense[dense]! < 0)),
  };
}

/** Remembers the last answer. */
function kept<From, To>(make: (from: From) => To): (from: From) => To {
  let last: { readonly from: From; readonly to: To } | null = null;
  return (from) => {
    if (last === null || last.from !== from) last = { from, to: make(from) };
    return last.to;
  };
}
