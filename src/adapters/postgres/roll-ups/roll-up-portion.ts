import { ADD_EXPOSURE } from './exposure-sql.ts';
import {
  ADD_COUNTS,
  ASKED,
  COUNT_SUMS,
  COUNTED_REGION,
  COUNTED_SURFACE,
  COUNTS,
  countedSeconds,
  directSums,
  impressionIds,
  loose,
  NOTHING_BY_WINDOW,
  OUTCOME_COLUMNS,
  outcomeParts,
  touched,
  watchedSeconds,
  windowSums,
  within24Hours,
} from './outcome-sql.ts';
import { TURNED } from './turned-sql.ts';
import { ADD_VIEWING } from './viewing-sql.ts';

/**
 * Takes the log rows stored by transactions from $1 up to, not including, $2 into outcomes, waiting_outcomes, the
 * funnels and viewing_hours. Looks at nothing stored later: the result is a function of the log below $2, whatever was taken in with what.
 * Lookups are written LATERAL (... OFFSET 0), so that they stay lookups by index.
 */
export const ROLL_UP = `
WITH page AS MATERIALIZED (
  SELECT d.recommendation_id, d.served_at, date_trunc('hour', d.served_at, 'UTC') AS hour, d.user_key, d.origin, d.ranker_version, d.row_ids, d.item_no, d.row_index, d.position,
    d.source, d.score, d.pin_no, ${COUNTED_REGION} AS region, ${COUNTED_SURFACE} AS surface, ${ASKED}
  FROM decisions d WHERE d.stored_in >= $1::bigint AND d.stored_in < $2::bigint
), event AS MATERIALIZED (
  SELECT e.type, e.user_key, e.item_no, e.origin, e.occurred_at, e.portion, ${watchedSeconds('e')}, e.trigger, e.impression_ids
  FROM events e WHERE e.stored_in >= $1::bigint AND e.stored_in < $2::bigint AND e.trigger <> 'preview'
),
-- By name.
named AS MATERIALIZED (
  SELECT id.recommendation_id, id.row_index, id.position,
    ${directSums('e')}, max(e.occurred_at) AS last_event_at
  FROM event e
  CROSS JOIN LATERAL unnest(CASE WHEN e.type = 'viewed' THEN e.impression_ids ELSE e.impression_ids[1:1] END) AS n (impression_id)${impressionIds('n.impression_id')}
  GROUP BY 1, 2, 3
), named_page AS MATERIALIZED (
  -- A UUIDv7 begins with its time: that says in which partitions the page is, if it is anywhere.
  SELECT n.recommendation_id,
    to_timestamp(('x' || left(replace(n.recommendation_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AS made_at
  FROM named n GROUP BY n.recommendation_id
), near AS MATERIALIZED (
  SELECT p.recommendation_id, d.served_at
  FROM named_page p
  CROSS JOIN LATERAL (
    SELECT d.served_at FROM decisions d
    WHERE d.recommendation_id = p.recommendation_id AND d.stored_in < $2::bigint
      AND d.served_at > p.made_at - interval '1 hour' AND d.served_at < p.made_at + interval '1 hour'
    OFFSET 0
  ) AS d
), known AS MATERIALIZED (
  SELECT near.recommendation_id, near.served_at FROM near
  UNION ALL
  -- Another id, or another clock: asks every partition.
  SELECT p.recommendation_id, d.served_at
  FROM named_page p
  CROSS JOIN LATERAL (
    SELECT d.served_at FROM decisions d WHERE d.recommendation_id = p.recommendation_id AND d.stored_in < $2::bigint OFFSET 0
  ) AS d
  WHERE NOT EXISTS (SELECT FROM near WHERE near.recommendation_id = p.recommendation_id)
), arrived AS MATERIALIZED (
  SELECT p.served_at, w.*
  FROM page p
  CROSS JOIN LATERAL (
    SELECT w.ctid AS place, w.* FROM waiting_outcomes w WHERE w.recommendation_id = p.recommendation_id OFFSET 0
  ) AS w
), left_waiting AS (
  DELETE FROM waiting_outcomes WHERE ctid = ANY (ARRAY(SELECT a.place FROM arrived a))
), still_waiting AS (
  INSERT INTO waiting_outcomes AS kept (recommendation_id, row_index, position, completed, hidden, viewed_at, clicked_at, played_at,
    portion, watched_s, last_event_at)
  SELECT n.recommendation_id, n.row_index, n.position, n.completed, n.hidden, n.viewed_at, n.clicked_at, n.played_at, n.portion,
    n.watched_s, n.last_event_at
  FROM named n
  WHERE NOT EXISTS (SELECT FROM known k WHERE k.recommendation_id = n.recommendation_id)
  ON CONFLICT (recommendation_id, row_index, position) DO UPDATE SET
    completed = kept.completed OR excluded.completed, hidden = kept.hidden OR excluded.hidden,
    viewed_at = least(kept.viewed_at, excluded.viewed_at), clicked_at = least(kept.clicked_at, excluded.clicked_at),
    played_at = least(kept.played_at, excluded.played_at), portion = greatest(kept.portion, excluded.portion),
    watched_s = greatest(kept.watched_s, excluded.watched_s),
    last_event_at = greatest(kept.last_event_at, excluded.last_event_at)
),
-- By title and time. Of users who were served nothing at the time (an import of histories has no others) nothing is looked up.
served_user AS MATERIALIZED (
  SELECT u.user_key
  FROM (SELECT e.user_key, min(e.occurred_at) AS first_at, max(e.occurred_at) AS last_at FROM event e WHERE ${loose('e')}
    GROUP BY e.user_key) AS u
  WHERE (SELECT true FROM decisions d WHERE d.user_key = u.user_key AND d.served_at > u.first_at - interval '24 hours'
    AND d.served_at <= u.last_at LIMIT 1)
),
-- New events count for the impression that is nearest now.
placed AS MATERIALIZED (
  SELECT n.*, e.type, e.occurred_at, e.portion, e.watched_s
  FROM event e
  JOIN served_user u ON u.user_key = e.user_key
  CROSS JOIN LATERAL nearest_impression(e.user_key, e.item_no, e.occurred_at, $2::bigint) AS n
  WHERE ${loose('e')}
),
-- A page that came after events that are later than it may take them from the page that had them.
overtaken AS MATERIALIZED (
  SELECT DISTINCT e.user_key, e.item_no, e.occurred_at
  FROM page p
  CROSS JOIN LATERAL (
    SELECT e.user_key, e.item_no, e.occurred_at FROM events e
    WHERE e.user_key = p.user_key AND e.stored_in < $1::bigint AND ${loose('e')} AND ${within24Hours('e', 'p')}
    OFFSET 0
  ) AS e
), moved AS MATERIALIZED (
  SELECT o.user_key, side.*
  FROM overtaken o
  LEFT JOIN LATERAL nearest_impression(o.user_key, o.item_no, o.occurred_at, $1::bigint) AS was ON true
  LEFT JOIN LATERAL nearest_impression(o.user_key, o.item_no, o.occurred_at, $2::bigint) AS becomes ON true
  CROSS JOIN LATERAL (VALUES (was.recommendation_id, was.served_at, was.row_index, was.position),
    (becomes.recommendation_id, becomes.served_at, becomes.row_index, becomes.position))
    AS side (recommendation_id, served_at, row_index, position)
  WHERE (was.recommendation_id, was.served_at, was.row_index, was.position)
    IS DISTINCT FROM (becomes.recommendation_id, becomes.served_at, becomes.row_index, becomes.position)
), affected AS MATERIALIZED (
  SELECT DISTINCT m.user_key, m.recommendation_id, m.served_at, m.row_index, m.position FROM moved m WHERE m.served_at IS NOT NULL
), window_event AS MATERIALIZED (
  SELECT p.served_at, p.recommendation_id, p.row_index, p.position, p.type, p.occurred_at, p.portion, p.watched_s, false AS anew
  FROM placed p
  WHERE NOT EXISTS (SELECT FROM affected a WHERE a.recommendation_id = p.recommendation_id AND a.served_at = p.served_at
    AND a.row_index = p.row_index AND a.position = p.position)
  UNION ALL
  SELECT a.served_at, a.recommendation_id, a.row_index, a.position, NULL, NULL, NULL, NULL, true FROM affected a
  UNION ALL
  SELECT a.served_at, a.recommendation_id, a.row_index, a.position, e.type, e.occurred_at, e.portion, e.watched_s, true
  FROM affected a
  CROSS JOIN LATERAL (
    SELECT e.type, e.user_key, e.item_no, e.occurred_at, e.portion, ${watchedSeconds('e')} FROM events e
    WHERE e.user_key = a.user_key AND e.stored_in < $2::bigint AND ${loose('e')} AND ${within24Hours('e', 'a')}
    OFFSET 0
  ) AS e
  CROSS JOIN LATERAL nearest_impression(e.user_key, e.item_no, e.occurred_at, $2::bigint) AS n
  WHERE n.recommendation_id = a.recommendation_id AND n.served_at = a.served_at AND n.row_index = a.row_index
    AND n.position = a.position
),
-- Both, merged into what is known.
said AS (
  SELECT k.served_at, n.recommendation_id, n.row_index, n.position, true AS direct, n.viewed_at, n.clicked_at, n.played_at, n.portion, n.watched_s,
    n.completed, n.hidden, ${NOTHING_BY_WINDOW}
  FROM named n JOIN known k ON k.recommendation_id = n.recommendation_id
  UNION ALL
  SELECT a.served_at, a.recommendation_id, a.row_index, a.position, true, a.viewed_at, a.clicked_at, a.played_at, a.portion, a.watched_s,
    a.completed, a.hidden, ${NOTHING_BY_WINDOW}
  FROM arrived a
  UNION ALL
  SELECT w.served_at, w.recommendation_id, w.row_index, w.position, false, NULL, NULL, NULL, NULL, NULL, false, false,
    bool_or(w.type IS NOT NULL), ${windowSums('w')}, bool_or(w.anew)
  FROM window_event w
  GROUP BY w.served_at, w.recommendation_id, w.row_index, w.position
), change AS MATERIALIZED (
  SELECT served_at, recommendation_id, row_index, position, bool_or(direct) AS direct, min(viewed_at) AS viewed_at,
    min(clicked_at) AS clicked_at, min(played_at) AS played_at, max(portion) AS portion, max(watched_s) AS watched_s, bool_or(completed) AS completed,
    bool_or(hidden) AS hidden, bool_or(windowed) AS windowed, min(window_clicked_at) AS window_clicked_at,
    min(window_played_at) AS window_played_at, max(window_portion) AS window_portion, max(window_watched_s) AS window_watched_s,
    bool_or(window_completed) AS window_completed, bool_or(window_hidden) AS window_hidden, bool_or(anew) AS anew
  FROM said
  GROUP BY served_at, recommendation_id, row_index, position
), before AS MATERIALIZED (
  SELECT o.*
  FROM (SELECT DISTINCT recommendation_id, served_at FROM change) AS c
  CROSS JOIN LATERAL (
    SELECT o.* FROM outcomes o WHERE o.recommendation_id = c.recommendation_id AND o.served_at = c.served_at OFFSET 0
  ) AS o
), merged AS MATERIALIZED (
  SELECT c.served_at, c.recommendation_id, c.row_index, c.position,
    o.viewed_at IS NOT NULL AS was_viewed,
    coalesce(o.clicked_at, o.window_clicked_at) IS NOT NULL AS was_clicked,
    coalesce(o.played_at, o.window_played_at) IS NOT NULL AS was_played,
    ${touched('o')} IS NOT NULL AS was_touched,
    coalesce(o.completed OR o.window_completed, false) AS was_completed,
    ${countedSeconds('o')} AS was_watched_s,
    c.direct OR coalesce(o.direct, false) AS direct,
    least(c.viewed_at, o.viewed_at) AS viewed_at, least(c.clicked_at, o.clicked_at) AS clicked_at,
    least(c.played_at, o.played_at) AS played_at, greatest(c.portion, o.portion) AS portion,
    greatest(c.watched_s, o.watched_s) AS watched_s,
    c.completed OR coalesce(o.completed, false) AS completed, c.hidden OR coalesce(o.hidden, false) AS hidden,
    c.windowed OR coalesce(kept.windowed, false) AS windowed,
    least(c.window_clicked_at, kept.window_clicked_at) AS window_clicked_at,
    least(c.window_played_at, kept.window_played_at) AS window_played_at,
    greatest(c.window_portion, kept.window_portion) AS window_portion,
    greatest(c.window_watched_s, kept.window_watched_s) AS window_watched_s,
    c.window_completed OR coalesce(kept.window_completed, false) AS window_completed,
    c.window_hidden OR coalesce(kept.window_hidden, false) AS window_hidden
  FROM change c
  LEFT JOIN before o USING (recommendation_id, served_at, row_index, position)
  LEFT JOIN LATERAL (SELECT o.windowed, o.window_clicked_at, o.window_played_at, o.window_portion, o.window_watched_s, o.window_completed,
    o.window_hidden WHERE NOT c.anew) AS kept ON true
), written AS (
  INSERT INTO outcomes AS kept (${OUTCOME_COLUMNS})
  SELECT ${OUTCOME_COLUMNS} FROM merged
  ON CONFLICT (recommendation_id, row_index, position, served_at) DO UPDATE SET ${outcomeParts((name) => `${name} = excluded.${name}`)}
  WHERE (${outcomeParts((name) => `kept.${name}`)}) IS DISTINCT FROM (${outcomeParts((name) => `excluded.${name}`)})
),
${TURNED}
), by_row AS (
  INSERT INTO funnel_stats AS kept (hour, row_id, position, source, ranker_version, origin, ${COUNTS})
  SELECT hour, row_id, position, source, ranker_version, origin, ${COUNT_SUMS}
  FROM counted GROUP BY hour, row_id, position, source, ranker_version, origin
  ON CONFLICT (hour, row_id, position, source, ranker_version, origin) DO UPDATE SET ${ADD_COUNTS}
), by_region AS (
  INSERT INTO region_plays AS kept (item_no, region, day, origin, plays, revision)
  SELECT item_no, region, day, origin, plays, nextval('region_revisions')
  FROM (
    SELECT item_no, region, (hour AT TIME ZONE 'UTC')::date AS day, origin, sum(played) AS plays
    FROM counted WHERE region IS NOT NULL GROUP BY 1, 2, 3, 4
  ) AS sums
  WHERE plays <> 0
  ON CONFLICT (item_no, region, day, origin) DO UPDATE SET plays = kept.plays + excluded.plays, revision = excluded.revision
), ${ADD_EXPOSURE}, ${ADD_VIEWING}
INSERT INTO item_funnel AS kept (hour, item_no, pin_no, origin, ${COUNTS})
SELECT hour, item_no, pin_no, origin, ${COUNT_SUMS}
FROM counted GROUP BY hour, item_no, pin_no, origin
ON CONFLICT (hour, item_no, pin_no, origin) DO UPDATE SET ${ADD_COUNTS}`;
