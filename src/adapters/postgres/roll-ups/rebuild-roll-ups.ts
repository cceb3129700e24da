import type { PoolClient } from 'pg';
import type { RebuiltRollUps } from '../../../domain/ports/roll-ups.ts';
import { EVENT_COUNTS } from '../log/event-counts.ts';
import { REBUILD_EXPOSURE, rebuildPages, rebuildRows } from './exposure-sql.ts';
import {
  COUNTED_REGION,
  COUNTS,
  countedSeconds,
  directSums,
  impressionIds,
  loose,
  OUTCOME_COLUMNS,
  outcomeParts,
  watchedSeconds,
  windowSums,
} from './outcome-sql.ts';
import { REBUILD_VIEWING } from './viewing-sql.ts';

/**
 * Everything that is counted from the log, made anew within the client's transaction, which keeps the log's writers out. Says the same
 * as the portions do one after the other, in other words: by sets. Days whose events were dropped stay as they were counted.
 */
export async function rebuildRollUps(client: PoolClient): Promise<RebuiltRollUps> {
  const { rows: ends } = await client.query('SELECT log_end() AS "end"');
  const { end } = ends[0];
  // Rows of another server, whose transaction ids are still to come here: they would be read a second time.
  await client.query('SELECT adopt_foreign_rows()');
  const { rows: keptDays } = await client.query(KEPT_DAYS);
  const kept = [keptDays[0].since, keptDays[0].until];
  await client.query('DELETE FROM waiting_outcomes');
  await client.query(`DELETE FROM outcomes WHERE ${counted('served_at')}`, kept);
  const { rows: made } = await client.query(OUTCOMES, kept);
  await client.query(`DELETE FROM funnel_stats WHERE ${counted('hour')}`, kept);
  await client.query(`DELETE FROM item_funnel WHERE ${counted('hour')}`, kept);
  await client.query(funnel('funnel_stats', BY_ROW), kept);
  await client.query(funnel('item_funnel', BY_ITEM), kept);
  await client.query(REBUILD_EXPOSURE);
  await client.query(`DELETE FROM row_funnel WHERE ${counted(DAY_BEGINS)}`, kept);
  await client.query(rebuildRows(counted('d.served_at')), kept);
  await client.query(`DELETE FROM page_funnel WHERE ${counted('hour')}`, kept);
  await client.query(rebuildPages(counted('d.served_at')), kept);
  await client.query('DELETE FROM viewing_hours');
  await client.query(REBUILD_VIEWING);
  const { rows: shown } = await client.query('SELECT coalesce(sum(served), 0) AS impressions FROM item_funnel');
  await client.query(REGION_PLAYS, kept);
  await client.query(ITEM_STATS, kept);
  await client.query(`DELETE FROM event_days WHERE ${counted(DAY_BEGINS)}`, kept);
  await client.query(EVENT_DAYS, kept);
  await client.query("UPDATE log_followers SET read_to = $1 WHERE follower = 'roll-ups'", [end]);
  return { outcomes: made[0].outcomes, impressions: Number(shown[0].impressions) };
}

/** Days without events of their own any more; those before the installation are never dropped. */
const KEPT_DAYS = `
SELECT first_day::timestamp AT TIME ZONE 'UTC' AS since,
  coalesce((SELECT events_before FROM log_checkpoint), first_day)::timestamp AT TIME ZONE 'UTC' AS until
FROM installation`;

/** What is counted from the log: times that are not in the days kept, $1 to $2. */
const counted = (time: string): string => `(${time} < $1::timestamptz OR ${time} >= $2::timestamptz)`;

const DAY_BEGINS = "(day::timestamp AT TIME ZONE 'UTC')";

const EVENT_COLUMNS = `e.type, e.user_key, e.item_no, e.occurred_at, e.portion, ${watchedSeconds('e')}`;

const OUTCOMES = `
WITH counts_for AS (
  SELECT id.recommendation_id, id.row_index, id.position, true AS direct,
    ${EVENT_COLUMNS}
  FROM events e
  CROSS JOIN LATERAL unnest(CASE WHEN e.type = 'viewed' THEN e.impression_ids ELSE e.impression_ids[1:1] END) AS n (impression_id)${impressionIds('n.impression_id')}
  WHERE e.trigger <> 'preview'
  UNION ALL
  SELECT n.recommendation_id, n.row_index, n.position, false, ${EVENT_COLUMNS}
  FROM events e
  CROSS JOIN LATERAL nearest_impression(e.user_key, e.item_no, e.occurred_at, 9223372036854775807) AS n
  WHERE ${loose('e')} AND e.user_key IN (SELECT d.user_key FROM decisions d)
), summed AS MATERIALIZED (
  SELECT c.recommendation_id, c.row_index, c.position, bool_or(c.direct) AS direct, ${directSums('c', 'c.direct')},
    bool_or(NOT c.direct) AS windowed, ${windowSums('c', 'NOT c.direct')}, max(c.occurred_at) AS last_event_at
  FROM counts_for c
  GROUP BY c.recommendation_id, c.row_index, c.position
), waiting AS (
  INSERT INTO waiting_outcomes (recommendation_id, row_index, position, completed, hidden, viewed_at, clicked_at, played_at, portion,
    watched_s, last_event_at)
  SELECT s.recommendation_id, s.row_index, s.position, s.completed, s.hidden, s.viewed_at, s.clicked_at, s.played_at, s.portion,
    s.watched_s, s.last_event_at
  FROM summed s WHERE NOT EXISTS (SELECT FROM decisions d WHERE d.recommendation_id = s.recommendation_id)
), made AS (
  INSERT INTO outcomes (${OUTCOME_COLUMNS})
  SELECT d.served_at, s.recommendation_id, s.row_index, s.position, ${outcomeParts((column) => `s.${column}`)}
  FROM summed s JOIN decisions d ON d.recommendation_id = s.recommendation_id
  WHERE ${counted('d.served_at')}
  RETURNING 1
)
SELECT count(*) AS outcomes FROM made`;

const BY_ROW = ['d.hour', 's.row_id', 's.position', 's.source', 'd.ranker_version', 'd.origin'];
const BY_ITEM = ['d.hour', 's.item_no', 's.pin_no', 'd.origin'];

/** What is the same for all slots of a page is computed once, before they are told apart (OFFSET 0). */
const funnel = (table: string, keys: readonly string[]): string => `
INSERT INTO ${table} (${keys.map((key) => key.slice(2)).join(', ')}, ${COUNTS})
SELECT ${keys.join(', ')}, count(*), count(o.viewed_at), count(coalesce(o.clicked_at, o.window_clicked_at)),
  count(coalesce(o.played_at, o.window_played_at)), count(*) FILTER (WHERE o.completed OR o.window_completed),
  coalesce(sum(${countedSeconds('o')}), 0)
FROM (
  SELECT date_trunc('hour', d.served_at, 'UTC') AS hour, d.* FROM decisions d WHERE ${counted('d.served_at')} OFFSET 0
) AS d
CROSS JOIN LATERAL (
  SELECT d.row_ids[s.row_index + 1] AS row_id, s.row_index AS row, s.position, s.source, s.item_no, s.pin_no
  FROM unnest(d.item_no, d.row_index, d.position, d.source, d.pin_no) AS s (item_no, row_index, position, source, pin_no)
) AS s
LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
  AND o.row_index = s.row AND o.position = s.position
GROUP BY ${keys.join(', ')}`;

/** As ITEM_STATS. */
const REGION_PLAYS = `
WITH made AS MATERIALIZED (
  SELECT d.day, d.region, d.origin, s.item_no, count(*) AS plays
  FROM (
    SELECT (d.served_at AT TIME ZONE 'UTC')::date AS day, ${COUNTED_REGION} AS region, d.recommendation_id, d.served_at, d.origin,
      d.item_no, d.row_index, d.position
    FROM decisions d WHERE ${counted('d.served_at')}
  ) AS d
  JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
    AND coalesce(o.played_at, o.window_played_at) IS NOT NULL
  CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position) AS s (item_no, row_index, position)
  WHERE d.region IS NOT NULL AND s.row_index = o.row_index AND s.position = o.position
  GROUP BY 1, 2, 3, 4
), said AS (
  SELECT day, region, origin, item_no, plays FROM made
  UNION ALL
  SELECT p.day, p.region, p.origin, p.item_no, 0
  FROM region_plays p
  WHERE ${counted("(p.day::timestamp AT TIME ZONE 'UTC')")} AND NOT EXISTS (SELECT FROM made m
    WHERE m.day = p.day AND m.region = p.region AND m.origin = p.origin AND m.item_no = p.item_no)
)
INSERT INTO region_plays AS kept (item_no, region, day, origin, plays, revision)
SELECT item_no, region, day, origin, plays, nextval('region_revisions') FROM said
ON CONFLICT (item_no, region, day, origin) DO UPDATE SET plays = excluded.plays, revision = excluded.revision
WHERE kept.plays <> excluded.plays`;

const COUNTABLE = 'e.item_no > 0 AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = e.user_key)';

/** Counts that are gone become zeros: whoever follows the revisions hears of them. */
const ITEM_STATS = `
WITH counted AS MATERIALIZED (
  SELECT date_trunc('hour', e.occurred_at, 'UTC') AS hour, e.item_no, e.origin, ${EVENT_COUNTS}
  FROM events e
  WHERE ${COUNTABLE} AND ${counted("date_trunc('hour', e.occurred_at, 'UTC')")}
  GROUP BY 1, 2, 3
), said AS (
  SELECT * FROM counted WHERE uses + clicks + hides > 0
  UNION ALL
  SELECT s.hour, s.item_no, s.origin, 0, 0, 0, 0, 0
  FROM item_stats s
  WHERE ${counted('s.hour')} AND NOT EXISTS (SELECT FROM counted c
    WHERE c.hour = s.hour AND c.item_no = s.item_no AND c.origin = s.origin AND c.uses + c.clicks + c.hides > 0)
)
INSERT INTO item_stats AS kept (hour, item_no, origin, uses, clicks, ratings, rating_sum, hides, revision)
SELECT hour, item_no, origin, uses, clicks, ratings, rating_sum, hides, nextval('stats_revisions') FROM said
ON CONFLICT (hour, item_no, origin) DO UPDATE SET uses = excluded.uses, clicks = excluded.clicks, ratings = excluded.ratings,
  rating_sum = excluded.rating_sum, hides = excluded.hides, revision = excluded.revision
WHERE (kept.uses, kept.clicks, kept.ratings, kept.rating_sum, kept.hides)
  IS DISTINCT FROM (excluded.uses, excluded.clicks, excluded.ratings, excluded.rating_sum, excluded.hides)`;

const EVENT_DAYS = `
INSERT INTO event_days (day, origin, events)
SELECT day, origin, count(*) FROM events e WHERE ${COUNTABLE} AND ${counted(DAY_BEGINS)} GROUP BY day, origin`;
