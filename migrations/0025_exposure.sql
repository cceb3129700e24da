-- How often items were shown, since when they are in the catalogue, and how rows do on home pages: what the selection of a page learns
-- from beside the scores. Kept by the roll-ups (src/adapters/postgres/roll-ups/); they name nobody.

-- When an item first came. Of those that are there already the earliest that is known of them.
ALTER TABLE items ADD COLUMN added_at timestamptz;
UPDATE items i SET added_at = least(i.updated_at,
  (SELECT min(s.hour) FROM item_stats s WHERE s.item_no = i.item_no),
  (SELECT min(f.hour) FROM item_funnel f WHERE f.item_no = i.item_no));
ALTER TABLE items ALTER COLUMN added_at SET NOT NULL;
ALTER TABLE items ALTER COLUMN added_at SET DEFAULT now();

-- Impressions of an item ever: what item_funnel sums to. Read whole or from a revision on; one roll-up runs at a time, so revisions
-- become visible in order.
CREATE SEQUENCE exposure_revisions;
CREATE TABLE item_exposure (
  item_no integer NOT NULL,
  origin text NOT NULL,
  served bigint NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (item_no, origin)
) WITH (fillfactor = 80);
CREATE INDEX item_exposure_revision ON item_exposure (revision);
INSERT INTO item_exposure (item_no, origin, served, revision)
SELECT item_no, origin, sum(served), nextval('exposure_revisions') FROM item_funnel GROUP BY item_no, origin;

-- Of home pages that continue no other, without flagged users, by the UTC day of serving.
CREATE TABLE row_funnel (
  day date NOT NULL,
  surface text NOT NULL,
  -- As counted_row gives it.
  row_id text NOT NULL,
  row_index smallint NOT NULL,
  position smallint NOT NULL,
  origin text NOT NULL,
  served integer NOT NULL,
  -- Those that a ranker scored and no pin took; of these, what was viewed, and what was clicked or played.
  scored integer NOT NULL,
  viewed integer NOT NULL,
  touched integer NOT NULL,
  -- Sums over the scored, and over the viewed of them, of scores from 0 to 1 in millionths.
  scored_score bigint NOT NULL,
  viewed_score bigint NOT NULL,
  PRIMARY KEY (day, surface, row_id, row_index, position, origin)
) WITH (fillfactor = 70);

-- Rows grown from one title of many are counted as one: of each alone nothing would be learned, and they would be as many as titles.
CREATE FUNCTION counted_row(row_id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN split_part(row_id, ':', 1) IN ('because-you-watched', 'more-from') THEN split_part(row_id, ':', 1) ELSE row_id END
$$;

INSERT INTO row_funnel (day, surface, row_id, row_index, position, origin, served, scored, viewed, touched, scored_score, viewed_score)
SELECT (d.served_at AT TIME ZONE 'UTC')::date, d.surface, counted_row(d.row_ids[s.row_index + 1]), s.row_index, s.position, d.origin,
  count(*), count(n.score), count(n.score) FILTER (WHERE o.viewed_at IS NOT NULL),
  count(n.score) FILTER (WHERE coalesce(o.clicked_at, o.window_clicked_at, o.played_at, o.window_played_at) IS NOT NULL),
  coalesce(sum(n.score), 0), coalesce(sum(n.score) FILTER (WHERE o.viewed_at IS NOT NULL), 0)
FROM decisions d
CROSS JOIN LATERAL unnest(d.row_index, d.position, d.score, d.pin_no) AS s (row_index, position, score, pin_no)
CROSS JOIN LATERAL (
  SELECT CASE WHEN d.ranker_version IS NOT NULL AND s.pin_no = 0 AND s.score <> 'NaN'
    THEN round(least(greatest(s.score, 0), 1)::float8 * 1e6)::bigint END AS score
) AS n
LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
  AND o.row_index = s.row_index AND o.position = s.position
-- What is not rolled up yet will be.
WHERE d.stored_in < (SELECT f.read_to FROM log_followers f WHERE f.follower = 'roll-ups')
  AND d.route = 'home' AND d.parent_id IS NULL AND d.row_ids[s.row_index + 1] IS NOT NULL
  AND d.user_key NOT IN (SELECT f.user_key FROM flagged_users f)
GROUP BY 1, 2, 3, 4, 5, 6;

DO $$
DECLARE
  tables text[] := ARRAY['item_exposure', 'row_funnel'];
  parts text[] := ARRAY['exposure', 'row-affinity'];
  n integer;
BEGIN
  FOR n IN 1 .. array_length(tables, 1) LOOP
    EXECUTE format('INSERT INTO snapshot_versions (part, version) VALUES (%L, 0)', parts[n]);
    EXECUTE format('CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION take_turn(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
  END LOOP;
END $$;
