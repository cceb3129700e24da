-- Parts of the page that somebody turned off or on again: one table row each, none for what nobody touched. What it was before is in
-- audit_log. A time that has passed needs no change here: it is looked at when a page is made.

CREATE TABLE switches (
  name text COLLATE "C" PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('on', 'off')),
  -- NULL: until somebody says otherwise.
  until timestamptz,
  reason text NOT NULL,
  -- 1 for the first change.
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  -- The id of the key that asked.
  updated_by text COLLATE "C" NOT NULL
);

INSERT INTO snapshot_versions (part, version) VALUES ('switches', 0);
CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON switches
  FOR EACH STATEMENT EXECUTE FUNCTION take_turn('switches');
CREATE TRIGGER announce_insert AFTER INSERT ON switches REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('switches');
CREATE TRIGGER announce_update AFTER UPDATE ON switches REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('switches');
CREATE TRIGGER announce_delete AFTER DELETE ON switches REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('switches');

-- What was off when the page was made; NULL: served before this was noted.
ALTER TABLE decisions ADD COLUMN switches text[];

-- As in 0015, and the switches at its end.
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
  d.stored_in,
  d.switches
FROM decisions d
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.propensity, d.explored, d.pin_no,
  d.displaced_item_no)
  AS s (item_no, row_index, position, source, score, propensity, explored, pin_no, displaced_item_no)
LEFT JOIN item_ids i ON i.item_no = s.item_no
LEFT JOIN pins p ON p.pin_no = s.pin_no
LEFT JOIN item_ids x ON x.item_no = s.displaced_item_no;
