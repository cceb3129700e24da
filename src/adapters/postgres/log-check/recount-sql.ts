const KEYS = ['row_id', 'position', 'source', 'ranker_version', 'origin'];
const COUNTS = ['served', 'viewed', 'clicked', 'played', 'completed'];

/** Of what the roll-ups have taken in. */
const TAKEN_IN = "(SELECT f.read_to FROM log_followers f WHERE f.follower = 'roll-ups')";

/** The hour $1: what funnel_stats and item_funnel have of it beside its pages joined with their outcomes. */
export const RECOUNT = `
WITH counted AS (
  SELECT d.row_ids[s.row_index + 1] AS row_id, s.position, s.source, d.ranker_version, d.origin,
    count(*) AS served, count(o.viewed_at) AS viewed, count(coalesce(o.clicked_at, o.window_clicked_at)) AS clicked,
    count(coalesce(o.played_at, o.window_played_at)) AS played,
    count(*) FILTER (WHERE o.completed OR o.window_completed) AS completed
  FROM decisions d
  CROSS JOIN LATERAL unnest(d.row_index, d.position, d.source) AS s (row_index, position, source)
  LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
    AND o.row_index = s.row_index AND o.position = s.position
  WHERE d.served_at >= $1::timestamptz AND d.served_at < $1::timestamptz + interval '1 hour' AND d.stored_in < ${TAKEN_IN}
  GROUP BY 1, 2, 3, 4, 5
), kept AS (
  SELECT ${KEYS.join(', ')}, ${COUNTS.join(', ')} FROM funnel_stats WHERE hour = $1::timestamptz
), differences AS (
  SELECT ${COUNTS.map((name) => `sum(${name}) AS ${name}`).join(', ')}
  FROM (
    SELECT ${KEYS.join(', ')}, ${COUNTS.join(', ')} FROM kept
    UNION ALL
    SELECT ${KEYS.join(', ')}, ${COUNTS.map((name) => `-${name}`).join(', ')} FROM counted
  ) AS both_sides
  GROUP BY ${KEYS.join(', ')}
)
SELECT
  (SELECT coalesce(sum(served), 0)::float8 FROM kept) AS kept,
  (SELECT coalesce(sum(served), 0)::float8 FROM item_funnel WHERE hour = $1::timestamptz) AS kept_by_item,
  (SELECT coalesce(sum(served), 0)::float8 FROM counted) AS counted,
  count(*) FILTER (WHERE least(${COUNTS.join(', ')}) < 0) AS too_low,
  count(*) FILTER (WHERE greatest(${COUNTS.join(', ')}) > 0) AS too_high,
  (SELECT count(*) FROM erasures e WHERE e.erased_at >= $1::timestamptz) AS erased_since
FROM differences`;

/**
 * Of up to 300 pages of the hour $1: events of their users within a week that name an impression of theirs, and count for it, of which
 * there is no outcome.
 */
export const UNCOUNTED = `
WITH pages AS MATERIALIZED (
  SELECT d.recommendation_id, d.served_at, d.user_key, d.row_index, d.position
  FROM decisions d
  WHERE d.served_at >= $1::timestamptz AND d.served_at < $1::timestamptz + interval '1 hour' AND d.stored_in < ${TAKEN_IN}
  ORDER BY d.served_at, d.recommendation_id LIMIT 300
), uncounted AS MATERIALIZED (
  SELECT e.event_id AS id
  FROM pages p
  JOIN events e ON e.user_key = p.user_key AND e.occurred_at >= p.served_at AND e.occurred_at < p.served_at + interval '7 days'
    AND e.day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND e.day <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 8
    AND e.trigger <> 'preview' AND e.stored_in < ${TAKEN_IN}
  CROSS JOIN LATERAL unnest(CASE WHEN e.type = 'viewed' THEN e.impression_ids ELSE e.impression_ids[1:1] END) AS n (impression_id)
  CROSS JOIN LATERAL unnest(p.row_index, p.position) AS s (row_index, position)
  WHERE n.impression_id = p.recommendation_id || '.' || s.row_index || '.' || s.position
    AND NOT EXISTS (SELECT FROM outcomes o WHERE o.recommendation_id = p.recommendation_id AND o.served_at = p.served_at
      AND o.row_index = s.row_index AND o.position = s.position AND o.direct)
)
SELECT count(*) AS uncounted, ARRAY(SELECT u.id FROM uncounted u ORDER BY u.id LIMIT 5) AS uncounted_examples FROM uncounted`;
