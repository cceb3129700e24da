-- What a follower or an incremental load of the log needs to go on where it stopped, and a filter that reads one day alone.

-- stored_in: the transaction that stored the row (0009). Read what lies in [where you were,
-- pg_snapshot_xmin(pg_current_snapshot())) and nothing is passed over, whatever order writers commit in.
CREATE OR REPLACE VIEW v_impressions AS
SELECT
  d.recommendation_id || '.' || s.row_index || '.' || s.position AS impression_id,
  d.recommendation_id::text AS recommendation_id,
  d.parent_id::text AS parent_id,
  d.served_at,
  user_key_text(d.user_key) AS user_key,
  i.item_id,
  d.row_ids[s.row_index + 1] AS row_id,
  s.row_index,
  s.position,
  s.score,
  s.propensity,
  source_name(s.source) AS source,
  s.pin_no > 0 AS pinned,
  p.pin_id,
  x.item_id AS displaced_item_id,
  s.explored,
  d.rung,
  d.retrieval_version,
  d.ranker_version,
  d.arms,
  d.surface,
  d.region,
  d.session_id,
  d.origin,
  d.maturity,
  d.language,
  d.route,
  s.item_no,
  d.stored_in
FROM decisions d
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.propensity, d.explored, d.pin_no,
  d.displaced_item_no)
  AS s (item_no, row_index, position, source, score, propensity, explored, pin_no, displaced_item_no)
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;

CREATE OR REPLACE VIEW v_events AS
SELECT
  e.event_id,
  e.type,
  user_key_text(e.user_key) AS user_key,
  i.item_id,
  e.occurred_at,
  e.received_at,
  e.impression_ids[1] AS impression_id,
  e.recommendation_id,
  e.portion,
  e.value,
  e.properties,
  e.origin,
  e.impression_ids,
  e.session_id,
  e.position_s,
  e.trigger,
  e.stored_in,
  -- The UTC day of occurred_at: the partition.
  e.day AS occurred_on
FROM events e
LEFT JOIN item_ids i ON i.item_no = e.item_no;

-- impression_served_at (a name that joins with v_impressions do not confuse): so that outcomes can be asked for, and exported, by time.
CREATE OR REPLACE VIEW v_outcomes AS
SELECT
  d.recommendation_id || '.' || s.row_index || '.' || s.position AS impression_id,
  o.viewed_at,
  least(o.clicked_at, o.window_clicked_at) AS clicked_at,
  least(o.played_at, o.window_played_at) AS played_at,
  greatest(o.portion, o.window_portion) AS portion,
  coalesce(o.completed OR o.window_completed, false) AS completed,
  coalesce(o.hidden OR o.window_hidden, false) AS hidden,
  CASE WHEN o.direct THEN 'direct' WHEN o.windowed THEN 'window' END AS attribution,
  d.served_at AS impression_served_at
FROM decisions d
CROSS JOIN LATERAL unnest(d.row_index, d.position) AS s (row_index, position)
LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
  AND o.row_index = s.row_index AND o.position = s.position;
