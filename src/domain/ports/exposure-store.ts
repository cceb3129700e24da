import type { RowCount } from '../row-counts.ts';

/** How often items were shown and how rows do, as the roll-ups of the log have it (Postgres). */
export interface ExposureStore {
  /** Impressions ever of each item, over the given origins; only of items with more of them since `revision` when given. */
  served(options: { origins: readonly string[]; sinceRevision: number }): AsyncIterable<readonly ServedCount[]>;
  /** What came of the slots of home pages that a ranker scored, over the given origins; a day counts half as much as one `halfLifeDays` later. */
  rows(options: { origins: readonly string[]; nowMs: number; halfLifeDays: number }): Promise<readonly RowCount[]>;
}

/** A count always is the whole count. */
export interface ServedCount {
  readonly itemNo: number;
  readonly served: number;
  readonly revision: number;
}
