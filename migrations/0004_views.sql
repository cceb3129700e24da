-- What analysts read. Stable: columns are added, never renamed or removed.

-- The names of SOURCES in src/domain/page.ts, in its order; a later migration replaces the function when one is added.
CREATE FUNCTION source_name(source_no smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ARRAY['retrieval', 'cooccurrence', 'popular', 'trending', 'new', 'genre', 'continue-watching',
    'because-you-watched', 'pin', 'fallback'])[source_no + 1]
$$;

CREATE FUNCTION user_key_text(user_key uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(user_key::text, '-', '')
$$;

CREATE VIEW v_impressions AS
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
  s.item_no
FROM decisions d
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.propensity, d.explored, d.pin_no,
  d.displaced_item_no)
  AS s (item_no, row_index, position, source, score, propensity, explored, pin_no, displaced_item_no)
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;

CREATE VIEW v_events AS
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
  e.trigger
FROM events e
LEFT JOIN item_ids i ON i.item_no = e.item_no;

-- Which event counts for which impression. An event that names impressions counts for those it names (a view may name
-- several, any other event counts for its first). One that names none counts for the latest impression of the same title to
-- the same user in the 24 hours before it. A preview is no play and counts for nothing.
CREATE VIEW impression_events AS
SELECT named.impression_id, 'direct' AS attribution, e.type, e.occurred_at, e.portion
FROM events e
CROSS JOIN LATERAL unnest(CASE WHEN e.type = 'viewed' THEN e.impression_ids ELSE e.impression_ids[1:1] END)
  AS named (impression_id)
WHERE e.trigger <> 'preview'
UNION ALL
SELECT nearest.impression_id, 'window', e.type, e.occurred_at, e.portion
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
WHERE e.type <> 'viewed' AND e.trigger <> 'preview' AND e.item_no > 0 AND e.impression_ids = '{}';

CREATE VIEW impression_outcomes AS
SELECT
  e.impression_id,
  min(e.occurred_at) FILTER (WHERE e.type = 'viewed') AS viewed_at,
  min(e.occurred_at) FILTER (WHERE e.type = 'click') AS clicked_at,
  min(e.occurred_at) FILTER (WHERE e.type = 'play') AS played_at,
  max(e.portion) FILTER (WHERE e.type IN ('progress', 'complete')) AS portion,
  bool_or(e.type = 'complete') AS completed,
  bool_or(e.type = 'hide') AS hidden,
  min(e.attribution) AS attribution
FROM impression_events e
GROUP BY e.impression_id;

-- One row an impression, whether or not anything came of it.
CREATE VIEW v_outcomes AS
SELECT
  i.impression_id,
  o.viewed_at,
  o.clicked_at,
  o.played_at,
  o.portion,
  coalesce(o.completed, false) AS completed,
  coalesce(o.hidden, false) AS hidden,
  o.attribution
FROM v_impressions i
LEFT JOIN impression_outcomes o ON o.impression_id = i.impression_id;

CREATE VIEW v_funnel_daily AS
SELECT
  (i.served_at AT TIME ZONE 'UTC')::date AS day,
  i.row_id,
  i.position,
  i.source,
  i.ranker_version,
  i.origin,
  count(*) AS served,
  count(o.viewed_at) AS viewed,
  count(o.clicked_at) AS clicked,
  count(o.played_at) AS played,
  count(*) FILTER (WHERE o.completed) AS completed
FROM v_impressions i
LEFT JOIN impression_outcomes o ON o.impression_id = i.impression_id
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE VIEW v_items AS
SELECT
  n.item_id,
  i.body ->> 'type' AS type,
  i.body ->> 'title' AS title,
  i.body -> 'genres' AS genres,
  i.body -> 'tags' AS tags,
  i.body ->> 'maturity' AS maturity,
  i.body ->> 'language' AS language,
  i.body ->> 'releaseDate' AS release_date,
  (i.body ->> 'durationS')::double precision AS duration_s,
  i.body ->> 'seriesId' AS series_id,
  i.body -> 'windows' AS windows,
  i.blocked,
  i.block_reason,
  i.deleted,
  i.updated_at,
  i.revision,
  i.item_no,
  i.body
FROM items i
JOIN item_ids n ON n.item_no = i.item_no;

CREATE VIEW v_pins AS
SELECT
  p.pin_id,
  p.item_id,
  p.body ->> 'rowId' AS row_id,
  p.body ->> 'rowKind' AS row_kind,
  (p.body ->> 'position')::integer AS position,
  p.valid_from,
  p.valid_until,
  p.body -> 'audience' AS audience,
  (p.body ->> 'priority')::double precision AS priority,
  (p.body ->> 'enabled')::boolean AS enabled,
  p.body ->> 'note' AS note,
  p.version,
  p.created_at,
  p.updated_at,
  p.removed_at,
  p.body
FROM pins p;

CREATE VIEW v_models AS
SELECT version, state, created_at, promoted_at, previous_version, manifest FROM models;

CREATE VIEW v_dead_letters AS
SELECT dead_letter_no, noted_at, kind, reason, journal_id, journal_position, payload FROM dead_letters;
