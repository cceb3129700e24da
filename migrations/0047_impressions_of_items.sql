-- An item's impressions, found by its pages and not slot by slot. And the item's number where slots are, which is grouped and sorted
-- faster than its id.

-- As in 0045, with item_no at the end, and slots laid out in the list of a SELECT: in FROM each page would be put aside and read again, at
-- three times the price.
CREATE OR REPLACE VIEW v_impression_outcomes AS
SELECT
  d.recommendation_id,
  d.served_at,
  d.user_key,
  i.item_id,
  s.row_id,
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
  s.viewed_at,
  s.clicked_at,
  s.played_at,
  s.portion,
  s.completed,
  s.hidden,
  s.watched_s,
  s.item_no
FROM decisions d
CROSS JOIN LATERAL (
  SELECT array_agg(o.row_index * 10000 + o.position) AS places, array_agg(o.viewed_at) AS viewed_at,
    array_agg(least(o.clicked_at, o.window_clicked_at)) AS clicked_at, array_agg(least(o.played_at, o.window_played_at)) AS played_at,
    array_agg(greatest(o.portion, o.window_portion)) AS portion, array_agg(o.completed OR o.window_completed) AS completed,
    array_agg(o.hidden OR o.window_hidden) AS hidden, array_agg(greatest(o.watched_s, o.window_watched_s)) AS watched_s
  FROM outcomes o WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
) AS o
CROSS JOIN LATERAL (
  SELECT f.item_no, f.row_index, f.position, f.source, f.propensity, f.explored, f.pin_no, f.displaced_item_no,
    d.row_ids[f.row_index + 1] AS row_id, o.viewed_at[f.at] AS viewed_at, o.clicked_at[f.at] AS clicked_at,
    o.played_at[f.at] AS played_at, o.portion[f.at] AS portion, coalesce(o.completed[f.at], false) AS completed,
    coalesce(o.hidden[f.at], false) AS hidden, coalesce(o.watched_s[f.at], 0) AS watched_s
  FROM (
    SELECT s.item_no, s.row_index, s.position, s.source, s.propensity, s.explored, s.pin_no, s.displaced_item_no,
      array_position(o.places, s.row_index * 10000 + s.position) AS at
    FROM (
      SELECT unnest(d.item_no) AS item_no, unnest(d.row_index) AS row_index, unnest(d.position) AS position, unnest(d.source) AS source,
        unnest(d.propensity) AS propensity, unnest(d.explored) AS explored, unnest(d.pin_no) AS pin_no,
        unnest(d.displaced_item_no) AS displaced_item_no
    ) AS s
    OFFSET 0
  ) AS f
  OFFSET 0
) AS s
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;

-- The same rows, and the same columns in another order, for a condition on item_id that names one or a few: whether a page has the item is
-- asked of its array, 2 us a page, and what came of it is looked up for its slot alone. OFFSET 0: so that it is looked up, and not
-- hashed of all that the log has.
CREATE VIEW v_item_impressions AS
SELECT
  i.item_id,
  i.item_no,
  d.recommendation_id,
  d.served_at,
  d.user_key,
  d.row_ids[d.row_index[s.at] + 1] AS row_id,
  d.row_index[s.at] AS row_index,
  d.position[s.at] AS position,
  source_name(d.source[s.at]) AS source,
  d.propensity[s.at] AS propensity,
  d.explored[s.at] AS explored,
  d.pin_no[s.at] > 0 AS pinned,
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
  o.viewed_at,
  o.clicked_at,
  o.played_at,
  o.portion,
  coalesce(o.completed, false) AS completed,
  coalesce(o.hidden, false) AS hidden,
  coalesce(o.watched_s, 0) AS watched_s
FROM item_ids i
JOIN decisions d ON i.item_no = ANY (d.item_no)
CROSS JOIN LATERAL unnest(array_positions(d.item_no, i.item_no)) AS s (at)
LEFT JOIN LATERAL (
  SELECT o.viewed_at, least(o.clicked_at, o.window_clicked_at) AS clicked_at, least(o.played_at, o.window_played_at) AS played_at,
    greatest(o.portion, o.window_portion) AS portion, o.completed OR o.window_completed AS completed, o.hidden OR o.window_hidden AS hidden,
    greatest(o.watched_s, o.window_watched_s) AS watched_s
  FROM outcomes o
  WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at AND o.row_index = d.row_index[s.at]
    AND o.position = d.position[s.at]
  OFFSET 0
) AS o ON true
LEFT JOIN pins p ON p.pin_no = d.pin_no[s.at]
LEFT JOIN item_ids x ON x.item_no = d.displaced_item_no[s.at];

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_item_impressions TO %I', analyst);
  END IF;
END $$;
