import {
  ASKED,
  asked,
  COUNTED_REGION,
  COUNTED_SCORE,
  COUNTED_SURFACE,
  countedSeconds,
  touched,
} from './outcome-sql.ts';

/**
 * CTEs of a portion that end in `counted`: what `page` and `merged` change in the counts, a row a slot. Its last parenthesis is open.
 */
export const TURNED = `-- What that changes in the counts: of new pages every slot, of others what turned.
turned AS MATERIALIZED (
  SELECT t.served_at, date_trunc('hour', t.served_at, 'UTC') AS hour, t.recommendation_id, array_agg(t.row_index * 10000 + t.position) AS slots, array_agg(t.viewed) AS viewed,
    array_agg(t.clicked) AS clicked, array_agg(t.played) AS played, array_agg(t.completed) AS completed, array_agg(t.watched_s) AS watched_s,
    array_agg(t.touched) AS touched
  FROM (
    SELECT served_at, recommendation_id, row_index, position,
      (viewed_at IS NOT NULL)::integer - was_viewed::integer AS viewed,
      (coalesce(clicked_at, window_clicked_at) IS NOT NULL)::integer - was_clicked::integer AS clicked,
      (coalesce(played_at, window_played_at) IS NOT NULL)::integer - was_played::integer AS played,
      (completed OR window_completed)::integer - was_completed::integer AS completed,
      ${countedSeconds('merged')} - was_watched_s AS watched_s,
      (${touched('merged')} IS NOT NULL)::integer - was_touched::integer AS touched
    FROM merged
  ) AS t
  WHERE t.viewed <> 0 OR t.clicked <> 0 OR t.played <> 0 OR t.completed <> 0 OR t.watched_s <> 0
  GROUP BY t.served_at, t.recommendation_id
), counted AS MATERIALIZED (
  SELECT d.hour, d.row_ids[s.row_index + 1] AS row_id, s.position, s.source, d.ranker_version, d.origin, d.region, d.surface, s.row_index,
    s.item_no, s.pin_no, ${COUNTED_SCORE} AS score, ${asked('d')}, 1 AS served, 0 AS viewed, 0 AS clicked, 0 AS played, 0 AS completed, 0 AS watched_s, 0 AS touched
  FROM page d
  CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.pin_no) AS s (item_no, row_index, position, source, score, pin_no)
  UNION ALL
  SELECT t.hour, s.row_id, s.position, s.source, s.ranker_version, s.origin, s.region, s.surface, s.row_index, s.item_no, s.pin_no, s.score, ${asked('s')}, 0,
    t.viewed[s.place], t.clicked[s.place], t.played[s.place], t.completed[s.place], t.watched_s[s.place], t.touched[s.place]
  FROM turned t
  CROSS JOIN LATERAL (
    SELECT d.row_ids[s.row_index + 1] AS row_id, s.position, s.source, d.ranker_version, d.origin,
      ${COUNTED_REGION} AS region, ${COUNTED_SURFACE} AS surface, s.row_index, s.item_no, s.pin_no, ${COUNTED_SCORE} AS score, ${ASKED},
      array_position(t.slots, s.row_index * 10000 + s.position) AS place
    FROM decisions d
    CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.pin_no) AS s (item_no, row_index, position, source, score, pin_no)
    WHERE d.recommendation_id = t.recommendation_id AND d.served_at = t.served_at OFFSET 0
  ) AS s
  WHERE s.place IS NOT NULL`;
