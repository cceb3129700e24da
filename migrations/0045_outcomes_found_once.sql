-- v_impression_outcomes as in 0042, but for its speed. What came of a slot is looked up once a slot and not once a column, and what is
-- sorted and grouped is the slot's own values and not the arrays of its whole page: OFFSET 0 keeps both from being put off. Who asks for
-- no outcome looks none up.
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
  s.watched_s
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
    FROM unnest(d.item_no, d.row_index, d.position, d.source, d.propensity, d.explored, d.pin_no, d.displaced_item_no)
      AS s (item_no, row_index, position, source, propensity, explored, pin_no, displaced_item_no)
    OFFSET 0
  ) AS f
  OFFSET 0
) AS s
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;

-- The intervals as in 0035, word for word, as functions that are planned once a session: an answer of 3,000 items has 15,000 of them.
CREATE OR REPLACE FUNCTION share_ci95(hits double precision, trials double precision, design double precision, freedom double precision)
RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  share double precision := hits / nullif(trials, 0);
  k double precision := student_t975(freedom) ^ 2 * greatest(design, 1) / nullif(trials, 0);
  middle double precision := (share + k / 2) / (1 + k);
  half double precision := sqrt(k * share * (1 - share) + k * k / 4) / (1 + k);
BEGIN
  RETURN CASE WHEN trials > 0 THEN ARRAY[greatest(0, middle - half), least(1, middle + half)] END;
END
$$;

CREATE OR REPLACE FUNCTION ratio_ci95(hits double precision, trials double precision, design double precision, freedom double precision)
RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  factor double precision := exp(least(student_t975(freedom) * sqrt(greatest(design, 0) / nullif(hits, 0)), 50));
BEGIN
  RETURN CASE WHEN trials <= 0 THEN NULL
    WHEN hits <= 0 THEN ARRAY[0, 3.689 * greatest(design, 1) / nullif(trials, 0)]
    ELSE ARRAY[hits / nullif(trials, 0) / factor, hits / nullif(trials, 0) * factor] END;
END
$$;
