import type { Pool } from 'pg';
import type { PastStats } from '../../domain/ports/past-stats.ts';
import type { RegionBucket } from '../../domain/ports/stats-store.ts';
import { EVENT_COUNTS } from './log/event-counts.ts';
import { bucketOf } from './stats-bucket.ts';

/**
 * Whole hours and days as they were rolled up, and the last of them from the log itself. Where that day's log was dropped, its last
 * hour counts nothing.
 */
export function createPastStats({ pool }: { pool: Pool }): PastStats {
  return {
    async *buckets(origins, beforeMs) {
      const before = new Date(beforeMs);
      let after: readonly [Date | string, number] = ['-infinity', 0];
      for (;;) {
        const { rows } = await pool.query(WHOLE_HOURS, [origins, before, ...after, BATCH]);
        if (rows.length > 0) yield rows.map(bucketOf);
        if (rows.length < BATCH) break;
        const last = rows.at(-1);
        after = [last.hour, last.item_no];
      }
      const { rows } = await pool.query(LAST_HOUR, [origins, before]);
      if (rows.length > 0) yield rows.map(bucketOf);
    },
    async *regionPlays(origins, beforeMs) {
      const { rows } = await pool.query<RegionBucket>(REGION_PLAYS, [origins, new Date(beforeMs)]);
      if (rows.length > 0) yield rows;
    },
    async eventDays(origins, beforeMs) {
      const { rows } = await pool.query(DAYS, [origins, new Date(beforeMs)]);
      return rows.map((row) => ({ dayMs: row.day * 86_400_000, events: row.events }));
    },
  };
}

const BATCH = 20_000;
const THE_HOUR = "date_trunc('hour', $2::timestamptz, 'UTC')";
const THE_DAY = "($2::timestamptz AT TIME ZONE 'UTC')::date";
/** As insert-events.ts rolls up. */
const COUNTABLE = `e.origin = ANY ($1) AND e.day = ${THE_DAY} AND e.occurred_at < $2 AND e.item_no > 0
  AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = e.user_key)`;

const WHOLE_HOURS = `SELECT s.item_no, s.hour, sum(s.uses)::int4 AS uses, sum(s.clicks)::int4 AS clicks,
    sum(s.ratings)::int4 AS ratings, sum(s.rating_sum) AS rating_sum, sum(s.hides)::int4 AS hides
  FROM item_stats s
  WHERE s.origin = ANY ($1) AND s.hour < ${THE_HOUR} AND (s.hour, s.item_no) > ($3::timestamptz, $4::int4)
  GROUP BY s.hour, s.item_no ORDER BY s.hour, s.item_no LIMIT $5`;

const LAST_HOUR = `SELECT * FROM (
    SELECT item_no, ${THE_HOUR} AS hour, ${EVENT_COUNTS}
    FROM events e WHERE ${COUNTABLE} AND e.occurred_at >= ${THE_HOUR} GROUP BY item_no
  ) AS counted WHERE uses + clicks + hides > 0`;

const DAYS = `SELECT (day - date '1970-01-01') AS day, sum(events)::int4 AS events FROM (
    SELECT day, events FROM event_days WHERE origin = ANY ($1) AND day < ${THE_DAY}
    UNION ALL
    SELECT ${THE_DAY}, count(*) FROM events e WHERE ${COUNTABLE}
  ) AS counted GROUP BY day HAVING sum(events) > 0 ORDER BY day DESC`;

const REGION_PLAYS = `SELECT item_no AS "itemNo", region, sum(plays)::int4 AS plays, max(revision) AS revision
  FROM region_plays WHERE origin = ANY ($1) AND day < ${THE_DAY} - 1 GROUP BY item_no, region`;
