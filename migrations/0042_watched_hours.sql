-- Seconds watched of what impressions led to: how far somebody came in an item times its length, of the item in which most was watched.
-- Whole seconds, so that sums are the same in any order. Kept with the outcome, by the length that the catalogue had when the event
-- was taken in: what is rolled up and what the log says are one number, whatever the catalogue becomes.
ALTER TABLE outcomes ADD COLUMN watched_s integer, ADD COLUMN window_watched_s integer;
ALTER TABLE waiting_outcomes ADD COLUMN watched_s integer;
-- NULL: of hours whose days were dropped before this was counted. Nobody knows.
ALTER TABLE funnel_stats ADD COLUMN watched_s bigint DEFAULT 0;
ALTER TABLE item_funnel ADD COLUMN watched_s bigint DEFAULT 0;
ALTER TABLE page_funnel ADD COLUMN watched_s bigint DEFAULT 0;

-- The definition, as in 0004 and with the seconds.
CREATE OR REPLACE VIEW impression_events AS
SELECT counts.impression_id, counts.attribution, counts.type, counts.occurred_at, counts.portion,
  CASE WHEN counts.type IN ('progress', 'complete') THEN
    round(coalesce(counts.portion, CASE counts.type WHEN 'complete' THEN 1 ELSE 0 END) * (i.body ->> 'durationS')::double precision)::integer
  END AS watched_s
FROM (
  SELECT named.impression_id, 'direct' AS attribution, e.type, e.occurred_at, e.portion, e.item_no
  FROM events e
  CROSS JOIN LATERAL unnest(CASE WHEN e.type = 'viewed' THEN e.impression_ids ELSE e.impression_ids[1:1] END)
    AS named (impression_id)
  WHERE e.trigger <> 'preview'
  UNION ALL
  SELECT nearest.impression_id, 'window', e.type, e.occurred_at, e.portion, e.item_no
  FROM events e
  CROSS JOIN LATERAL (
    SELECT coalesce((SELECT series.item_no FROM items own JOIN items series ON series.item_no = own.series_no
      WHERE own.item_no = e.item_no), e.item_no) AS title_no
  ) AS title
  CROSS JOIN LATERAL (
    SELECT ARRAY(SELECT part.item_no FROM items part WHERE part.series_no = title.title_no) || title.title_no AS item_nos
  ) AS same_title
  CROSS JOIN LATERAL (
    SELECT d.recommendation_id || '.' || s.row_index || '.' || s.position AS impression_id
    FROM decisions d
    CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position) WITH ORDINALITY
      AS s (item_no, row_index, position, slot)
    WHERE d.user_key = e.user_key
      AND d.served_at <= e.occurred_at
      AND d.served_at > e.occurred_at - interval '24 hours'
      AND d.item_no && same_title.item_nos
      AND s.item_no = ANY (same_title.item_nos)
    ORDER BY d.served_at DESC, d.recommendation_id DESC, s.slot
    LIMIT 1
  ) AS nearest
  WHERE e.type <> 'viewed' AND e.trigger <> 'preview' AND e.item_no > 0 AND e.impression_ids = '{}'
) AS counts
LEFT JOIN items i ON i.item_no = counts.item_no;

CREATE OR REPLACE VIEW impression_outcomes AS
SELECT
  e.impression_id,
  min(e.occurred_at) FILTER (WHERE e.type = 'viewed') AS viewed_at,
  min(e.occurred_at) FILTER (WHERE e.type = 'click') AS clicked_at,
  min(e.occurred_at) FILTER (WHERE e.type = 'play') AS played_at,
  max(e.portion) FILTER (WHERE e.type IN ('progress', 'complete')) AS portion,
  bool_or(e.type = 'complete') AS completed,
  bool_or(e.type = 'hide') AS hidden,
  min(e.attribution) AS attribution,
  max(e.watched_s) AS watched_s
FROM impression_events e
GROUP BY e.impression_id;

-- What is there already: by the length of what was shown (a series: of its episodes on the average), as the outcome does not say which
-- episode was watched. `marquee replay --roll-ups` knows it by the events.
UPDATE outcomes o SET
  watched_s = round(o.portion * shown.duration_s)::integer,
  window_watched_s = round(o.window_portion * shown.duration_s)::integer
FROM (
  SELECT d.recommendation_id, d.served_at, s.row_index, s.position, coalesce((i.body ->> 'durationS')::double precision,
    (SELECT avg((e.body ->> 'durationS')::double precision) FROM items e WHERE e.series_no = i.item_no)) AS duration_s
  FROM decisions d
  CROSS JOIN LATERAL unnest(d.row_index, d.position, d.item_no) AS s (row_index, position, item_no)
  JOIN items i ON i.item_no = s.item_no
) AS shown
WHERE (o.portion IS NOT NULL OR o.window_portion IS NOT NULL) AND shown.recommendation_id = o.recommendation_id
  AND shown.served_at = o.served_at AND shown.row_index = o.row_index AND shown.position = o.position;

CREATE TEMPORARY TABLE watched_before ON COMMIT DROP AS
SELECT date_trunc('hour', d.served_at, 'UTC') AS hour, d.row_ids[s.row_index + 1] AS row_id, s.position, s.source, s.item_no, s.pin_no,
  d.ranker_version, d.route, d.surface, d.region, d.rung, d.arms, d.origin, greatest(o.watched_s, o.window_watched_s) AS watched_s
FROM outcomes o
JOIN decisions d ON d.recommendation_id = o.recommendation_id AND d.served_at = o.served_at
CROSS JOIN LATERAL unnest(d.row_index, d.position, d.source, d.item_no, d.pin_no) AS s (row_index, position, source, item_no, pin_no)
WHERE greatest(o.watched_s, o.window_watched_s) > 0 AND s.row_index = o.row_index AND s.position = o.position;

UPDATE funnel_stats f SET watched_s = w.watched_s
FROM (SELECT hour, row_id, position, source, ranker_version, origin, sum(watched_s) AS watched_s FROM watched_before GROUP BY 1, 2, 3, 4, 5, 6) AS w
WHERE w.hour = f.hour AND w.position = f.position AND w.source = f.source AND w.origin = f.origin
  AND (w.row_id, w.ranker_version) IS NOT DISTINCT FROM (f.row_id, f.ranker_version);

UPDATE item_funnel f SET watched_s = w.watched_s
FROM (SELECT hour, item_no, pin_no, origin, sum(watched_s) AS watched_s FROM watched_before GROUP BY 1, 2, 3, 4) AS w
WHERE (w.hour, w.item_no, w.pin_no, w.origin) = (f.hour, f.item_no, f.pin_no, f.origin);

UPDATE page_funnel f SET watched_s = w.watched_s
FROM (SELECT hour, route, surface, region, rung, ranker_version, arms, origin, sum(watched_s) AS watched_s FROM watched_before
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS w
WHERE (w.hour, w.route, w.surface, w.rung, w.arms, w.origin) = (f.hour, f.route, f.surface, f.rung, f.arms, f.origin)
  AND (w.region, w.ranker_version) IS NOT DISTINCT FROM (f.region, f.ranker_version);

-- Pages go two days before the events of their day; days before the installation stay.
DO $$
DECLARE
  dropped_from timestamptz := (SELECT i.first_day::timestamp AT TIME ZONE 'UTC' FROM installation i);
  dropped_until timestamptz := (SELECT (c.events_before - 2)::timestamp AT TIME ZONE 'UTC' FROM log_checkpoint c);
BEGIN
  UPDATE funnel_stats SET watched_s = NULL WHERE hour >= dropped_from AND hour < dropped_until;
  UPDATE item_funnel SET watched_s = NULL WHERE hour >= dropped_from AND hour < dropped_until;
  UPDATE page_funnel SET watched_s = NULL WHERE hour >= dropped_from AND hour < dropped_until;
END $$;

-- The views with the seconds at their ends; else as in 0012 and 0035.
CREATE OR REPLACE VIEW v_funnel_daily AS
SELECT
  (f.hour AT TIME ZONE 'UTC')::date AS day,
  f.row_id,
  f.position,
  source_name(f.source) AS source,
  f.ranker_version,
  f.origin,
  sum(f.served) AS served,
  sum(f.viewed) AS viewed,
  sum(f.clicked) AS clicked,
  sum(f.played) AS played,
  sum(f.completed) AS completed,
  CASE WHEN count(f.watched_s) = count(*) THEN sum(f.watched_s)::bigint END AS watched_s
FROM funnel_stats f
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE OR REPLACE VIEW v_funnel_hourly AS
SELECT
  f.hour,
  f.row_id,
  f.position,
  source_name(f.source) AS source,
  f.ranker_version,
  f.origin,
  f.served,
  f.viewed,
  f.clicked,
  f.played,
  f.completed,
  f.watched_s
FROM funnel_stats f;

CREATE OR REPLACE VIEW v_item_funnel_hourly AS
SELECT f.hour, i.item_id, p.pin_id, f.origin, f.served, f.viewed, f.clicked, f.played, f.completed, f.watched_s
FROM item_funnel f
LEFT JOIN item_ids i ON i.item_no = f.item_no
LEFT JOIN pins p ON p.pin_no = f.pin_no;

CREATE OR REPLACE VIEW v_page_funnel_hourly AS
SELECT f.hour, f.route, f.surface, f.region, f.rung, f.ranker_version, f.arms, f.origin, f.pages, f.served, f.viewed, f.clicked, f.played,
  f.completed, f.watched_s
FROM page_funnel f;

CREATE OR REPLACE VIEW v_impression_outcomes AS
SELECT
  d.recommendation_id,
  d.served_at,
  d.user_key,
  i.item_id,
  d.row_ids[s.row_index + 1] AS row_id,
  s.row_index,
  s.position,
  source_name(s.source) AS source,
  s.propensity,
  s.explored,
  s.pin_no > 0 AS pinned,
  p.pin_id,
  x.item_id AS displaced_item_id,
  d.ranker_version,
  d.retrieval_version,
  d.rung,
  d.route,
  d.surface,
  d.region,
  d.arms,
  d.origin,
  o.viewed_at[array_position(o.places, s.row_index * 10000 + s.position)] AS viewed_at,
  o.clicked_at[array_position(o.places, s.row_index * 10000 + s.position)] AS clicked_at,
  o.played_at[array_position(o.places, s.row_index * 10000 + s.position)] AS played_at,
  o.portion[array_position(o.places, s.row_index * 10000 + s.position)] AS portion,
  coalesce(o.completed[array_position(o.places, s.row_index * 10000 + s.position)], false) AS completed,
  coalesce(o.hidden[array_position(o.places, s.row_index * 10000 + s.position)], false) AS hidden,
  coalesce(o.watched_s[array_position(o.places, s.row_index * 10000 + s.position)], 0) AS watched_s
FROM decisions d
CROSS JOIN LATERAL (
  SELECT array_agg(o.row_index * 10000 + o.position) AS places, array_agg(o.viewed_at) AS viewed_at,
    array_agg(least(o.clicked_at, o.window_clicked_at)) AS clicked_at, array_agg(least(o.played_at, o.window_played_at)) AS played_at,
    array_agg(greatest(o.portion, o.window_portion)) AS portion, array_agg(o.completed OR o.window_completed) AS completed,
    array_agg(o.hidden OR o.window_hidden) AS hidden, array_agg(greatest(o.watched_s, o.window_watched_s)) AS watched_s
  FROM outcomes o WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
) AS o
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.propensity, d.explored, d.pin_no, d.displaced_item_no)
  AS s (item_no, row_index, position, source, propensity, explored, pin_no, displaced_item_no)
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;
