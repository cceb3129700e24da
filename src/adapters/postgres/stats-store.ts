import type { Pool } from 'pg';
import type { RegionBucket, StatsStore } from '../../domain/ports/stats-store.ts';
import { bucketOf } from './stats-bucket.ts';

/** Item counts by hour, as insert-events.ts rolls them up. A bucket always carries its whole counts, never a difference. */
export function createStatsStore({ pool }: { pool: Pool }): StatsStore {
  return {
    async *buckets({ origins, sinceRevision }) {
      let after: readonly [Date | string, number] = ['-infinity', 0];
      for (;;) {
        const { rows } = await pool.query({
          text: sinceRevision > 0 ? CHANGED : ALL,
          values: sinceRevision > 0 ? [origins, ...after, BATCH, sinceRevision] : [origins, ...after, BATCH],
        });
        if (rows.length > 0) yield rows.map(bucketOf);
        if (rows.length < BATCH) return;
        const last = rows.at(-1);
        after = [last.hour, last.item_no];
      }
    },
    async *regionPlays({ origins, sinceRevision }) {
      let after: readonly [number, string] = [0, ''];
      for (;;) {
        const values = [origins, sinceRevision, ...after, BATCH];
        const { rows } = await pool.query<RegionBucket>(REGION_PLAYS, values);
        if (rows.length > 0) yield rows;
        if (rows.length < BATCH) return;
        const last = rows.at(-1)!;
        after = [last.itemNo, last.region];
      }
    },
    async eventDays(origins) {
      const { rows } = await pool.query(
        `SELECT (day - date '1970-01-01') AS day, sum(events)::int4 AS events FROM event_days
         WHERE origin = ANY ($1) GROUP BY day ORDER BY day DESC`,
        [origins],
      );
      return rows.map((row) => ({ dayMs: row.day * 86_400_000, events: row.events }));
    },
  };
}

const BATCH = 20_000;
const SUMS = `s.item_no, s.hour, sum(s.uses)::int4 AS uses, sum(s.clicks)::int4 AS clicks, sum(s.ratings)::int4 AS ratings,
  sum(s.rating_sum) AS rating_sum, sum(s.hides)::int4 AS hides, max(s.revision) AS revision`;
const NEXT = '(s.hour, s.item_no) > ($2::timestamptz, $3::int4)';
const ORDER = 'GROUP BY s.hour, s.item_no ORDER BY s.hour, s.item_no LIMIT $4';
const ALL = `SELECT ${SUMS} FROM item_stats s WHERE s.origin = ANY ($1) AND ${NEXT} ${ORDER}`;
const CHANGED = `WITH changed AS (SELECT DISTINCT hour, item_no FROM item_stats WHERE revision > $5 AND origin = ANY ($1))
  SELECT ${SUMS} FROM item_stats s JOIN changed USING (hour, item_no) WHERE s.origin = ANY ($1) AND ${NEXT} ${ORDER}`;

const REGION_PLAYS = `
  SELECT p.item_no AS "itemNo", p.region, sum(p.plays)::int4 AS plays, max(p.revision) AS revision
  FROM region_plays p
  WHERE p.origin = ANY ($1) AND (p.item_no, p.region) > ($3::int4, $4::text)
    AND ($2::int8 = 0 OR (p.item_no, p.region) IN
      (SELECT c.item_no, c.region FROM region_plays c WHERE c.revision > $2 AND c.origin = ANY ($1)))
  GROUP BY p.item_no, p.region ORDER BY p.item_no, p.region LIMIT $5`;
