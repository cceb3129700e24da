import type { StatsBucket } from '../../domain/ports/stats-store.ts';

/** Counts of one item and hour, as queries of item_stats name them; no revision: counted on the spot. */
export interface BucketRow {
  readonly item_no: number;
  readonly hour: Date;
  readonly uses: number;
  readonly clicks: number;
  readonly ratings: number;
  readonly rating_sum: number;
  readonly hides: number;
  readonly revision?: number;
}

export const bucketOf = (row: BucketRow): StatsBucket => ({
  itemNo: row.item_no,
  hourMs: row.hour.getTime(),
  uses: row.uses,
  clicks: row.clicks,
  ratings: row.ratings,
  ratingSum: row.rating_sum,
  hides: row.hides,
  revision: row.revision ?? 0,
});
