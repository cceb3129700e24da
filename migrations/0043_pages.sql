-- What the service is judged by: a page as one row, and how many slots were asked for, so that it can be told how full it was.

-- Rows times items of the request; NULL: served before this was noted.
ALTER TABLE decisions ADD COLUMN slots_asked integer;

-- One row a page. user_key is the key itself, so that a condition on it finds the index.
CREATE VIEW v_pages AS
SELECT
  d.recommendation_id,
  d.parent_id,
  d.served_at,
  d.user_key,
  d.session_id,
  d.origin,
  d.route,
  d.surface,
  d.region,
  d.maturity,
  d.language,
  d.time_zone,
  d.rung,
  d.retrieval_version,
  d.ranker_version,
  d.arms,
  d.switches,
  d.took_ms,
  cardinality(d.row_ids) AS rows,
  cardinality(d.item_no) AS slots,
  d.slots_asked,
  d.withheld,
  -- How old was what the page was made from: the counts of items, and the model.
  (extract(epoch FROM d.served_at)::double precision - (d.snapshot_versions ->> 'statsAtMs')::double precision / 1000) AS stats_age_s,
  extract(epoch FROM d.served_at - m.created_at)::double precision AS model_age_s,
  d.stored_in
FROM decisions d
LEFT JOIN models m ON m.version = coalesce(d.ranker_version, d.retrieval_version);

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_pages TO %I', analyst);
  END IF;
END $$;
