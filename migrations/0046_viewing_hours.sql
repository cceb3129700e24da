-- Whoever rolls up or writes the log waits: nothing falls between what is counted below and what is counted from now on.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.roll_ups', 0)),
  pg_advisory_xact_lock(hashtextextended(current_schema() || '.log_writers', 0));

-- What people watch, by user, item and hour: how far they came. Reports of viewers ask weeks of it, and an event of progress comes every
-- few seconds. Keys of users are in it, so that it goes where their events go: with the day, and with the user. A row is the furthest of
-- its events and nothing else: told twice, late or in any order it is the same.
CREATE TABLE viewing_hours (
  -- When it was watched.
  hour timestamptz NOT NULL,
  user_key uuid NOT NULL,
  -- 0: the events name no item.
  item_no integer NOT NULL,
  origin text NOT NULL,
  -- 0..1; 0 where it was played and nobody said how far. A complete that does not say: 1.
  portion double precision NOT NULL,
  PRIMARY KEY (user_key, hour, item_no, origin)
) PARTITION BY RANGE (hour);

-- As in 0012, and viewing hours lie by day like their events.
CREATE OR REPLACE VIEW log_partitions AS
SELECT p.relname AS log_table, c.relname AS partition, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
FROM pg_inherits i
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent IN ('decisions'::regclass, 'events'::regclass, 'outcomes'::regclass, 'viewing_hours'::regclass)
  AND c.relname ~ '_[0-9]{8}$';

CREATE OR REPLACE FUNCTION ensure_partitions(first date, ahead integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  oldest date := (SELECT i.first_day FROM installation i);
  part_day date;
  suffix text;
  of_table text;
BEGIN
  FOR part_day IN SELECT generate_series(greatest(first, oldest), first + ahead, interval '1 day')::date LOOP
    suffix := to_char(part_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('events_' || suffix) IS NOT NULL AND to_regclass('decisions_' || suffix) IS NOT NULL
      AND to_regclass('outcomes_' || suffix) IS NOT NULL AND to_regclass('viewing_hours_' || suffix) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.ensure_partitions', 0));
    FOREACH of_table IN ARRAY ARRAY['decisions', 'outcomes', 'events', 'viewing_hours'] LOOP
      -- Another may have made one while we waited; to_regclass could still answer from its cache.
      CONTINUE WHEN EXISTS (SELECT FROM log_partitions p WHERE p.partition = of_table || '_' || suffix);
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', of_table || '_' || suffix, of_table);
      IF of_table = 'events' THEN
        EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', 'events_' || suffix,
          part_day, part_day + 1);
      ELSE
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', of_table, of_table || '_' || suffix,
          part_day::timestamp AT TIME ZONE 'UTC', (part_day + 1)::timestamp AT TIME ZONE 'UTC');
      END IF;
      IF of_table = 'viewing_hours' THEN
        -- A row of this hour is written again with each progress: beside itself, so that its index stays as it is.
        EXECUTE format('ALTER TABLE %I SET (fillfactor = 80)', of_table || '_' || suffix);
      END IF;
    END LOOP;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION lock_log_for_retention() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  LOCK TABLE ONLY decisions, ONLY events, ONLY outcomes, ONLY viewing_hours IN ACCESS EXCLUSIVE MODE
$$;

-- As in 0031, and the viewing hours of the day.
CREATE OR REPLACE FUNCTION drop_log_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  part name;
  is_owner boolean := current_setting('role') = 'none' AND pg_has_role(session_user, current_user, 'MEMBER');
BEGIN
  IF NOT is_owner AND (drop_log_day.day > (now() AT TIME ZONE 'UTC')::date - 2 OR drop_log_day.day IS DISTINCT FROM
    (SELECT min(p.day) FROM log_partitions p WHERE p.log_table = 'events')) THEN
    RAISE EXCEPTION 'only the oldest day of the log may be dropped, and only when it is over'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR part IN SELECT p.partition FROM log_partitions p
    WHERE (p.log_table IN ('events', 'viewing_hours') AND p.day = drop_log_day.day)
      OR (p.log_table IN ('decisions', 'outcomes') AND p.day <= drop_log_day.day - 2)
    ORDER BY p.day, p.log_table
  LOOP
    EXECUTE format('DROP TABLE %I', part);
  END LOOP;
  DELETE FROM waiting_outcomes w WHERE w.last_event_at < drop_log_day.day::timestamp AT TIME ZONE 'UTC';
  DELETE FROM feature_samples s WHERE s.served_at < (drop_log_day.day - 1)::timestamp AT TIME ZONE 'UTC';
END $$;

-- As in 0031, and the users' viewing hours. Of the hour in which a user was erased and came back, what came after is told by the events left.
CREATE OR REPLACE FUNCTION erase_from_log(user_keys uuid[], until timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  removed jsonb := '{}';
  n bigint;
BEGIN
  IF until IS NULL OR EXISTS (SELECT FROM unnest(user_keys) AS k (user_key)
    WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.user_key = k.user_key AND e.erased_at >= until)) THEN
    RAISE EXCEPTION 'only what a tombstone covers is erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Those of the user's pages and of pages that only the user's events name; before what says which they are.
  DELETE FROM outcomes o USING decisions d
    WHERE d.user_key = ANY (user_keys) AND d.served_at <= until
      AND o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('outcomes', n);
  DELETE FROM waiting_outcomes w WHERE w.recommendation_id IN (
    SELECT CASE WHEN pg_input_is_valid(split_part(named.impression_id, '.', 1), 'uuid')
      THEN split_part(named.impression_id, '.', 1)::uuid END
    FROM events e CROSS JOIN unnest(e.impression_ids) AS named (impression_id)
    WHERE e.user_key = ANY (user_keys) AND e.occurred_at <= until);
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('waitingOutcomes', n);
  DELETE FROM feature_samples s WHERE s.user_key = ANY (user_keys) AND s.served_at <= until;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('featureSamples', n);
  DELETE FROM decisions d WHERE d.user_key = ANY (user_keys) AND d.served_at <= until;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('decisions', n);
  DELETE FROM events e WHERE e.user_key = ANY (user_keys) AND e.occurred_at <= until;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('events', n);
  DELETE FROM viewing_hours v WHERE v.user_key = ANY (user_keys) AND v.hour <= until;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('viewingHours', n);
  INSERT INTO viewing_hours (hour, user_key, item_no, origin, portion)
    SELECT date_trunc('hour', e.occurred_at, 'UTC'), e.user_key, e.item_no, e.origin,
      max(coalesce(e.portion, CASE e.type WHEN 'complete' THEN 1 ELSE 0 END))
    FROM events e
    WHERE e.user_key = ANY (user_keys) AND e.occurred_at < date_trunc('hour', until, 'UTC') + interval '1 hour'
      AND e.type IN ('play', 'progress', 'complete') AND e.trigger <> 'preview'
    GROUP BY 1, 2, 3, 4;
  DELETE FROM user_changes c WHERE (c.user_key = ANY (user_keys) OR c.from_user_key = ANY (user_keys)) AND c.changed_at <= until;
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('userChanges', n);
  DELETE FROM user_checkpoints c WHERE c.user_key = ANY (user_keys);
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('userCheckpoints', n);
  DELETE FROM flagged_users f WHERE f.user_key = ANY (user_keys);
  GET DIAGNOSTICS n = ROW_COUNT;
  removed := removed || jsonb_build_object('flaggedUsers', n);
  -- Whole, whoever else is in it: it could not be read, let alone divided.
  DELETE FROM dead_letters d WHERE d.user_key = ANY (user_keys)
    OR EXISTS (SELECT FROM unnest(user_keys) AS k (user_key)
      WHERE position(convert_to(user_key_text(k.user_key), 'UTF8') IN d.payload) > 0);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN removed || jsonb_build_object('deadLetters', n);
END $$;

-- Replaced functions have lost it: temporary tables last (0031).
DO $$
DECLARE called text;
BEGIN
  FOREACH called IN ARRAY ARRAY['erase_from_log(uuid[], timestamptz)', 'lock_log_for_retention()', 'drop_log_day(date)',
    'ensure_partitions(date, integer)']
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', called, current_schema());
  END LOOP;
END $$;

DO $$
DECLARE
  first_day date := (SELECT i.first_day FROM installation i);
  part_day date;
BEGIN
  EXECUTE format('CREATE TABLE viewing_hours_history PARTITION OF viewing_hours FOR VALUES FROM (MINVALUE) TO (%L)',
    first_day::timestamp AT TIME ZONE 'UTC');
  FOR part_day IN SELECT p.day FROM log_partitions p WHERE p.log_table = 'events' LOOP
    PERFORM ensure_partitions(part_day, 0);
  END LOOP;
END $$;

-- What is there already, whether it was rolled up or will be.
INSERT INTO viewing_hours (hour, user_key, item_no, origin, portion)
SELECT date_trunc('hour', e.occurred_at, 'UTC'), e.user_key, e.item_no, e.origin,
  max(coalesce(e.portion, CASE e.type WHEN 'complete' THEN 1 ELSE 0 END))
FROM events e
WHERE e.type IN ('play', 'progress', 'complete') AND e.trigger <> 'preview'
GROUP BY 1, 2, 3, 4;

-- user_key is the key itself, as in v_pages.
CREATE VIEW v_viewing_hourly AS
SELECT v.hour, v.user_key, i.item_id, v.item_no, v.origin, v.portion
FROM viewing_hours v
LEFT JOIN item_ids i ON i.item_no = v.item_no;

-- The views with numbers at their ends, as what is joined and grouped by a number is so in half the time; else as in 0015, 0039, 0042, 0043.
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
  e.day AS occurred_on,
  -- 0: none.
  e.item_no
FROM events e
LEFT JOIN item_ids i ON i.item_no = e.item_no;

CREATE OR REPLACE VIEW v_items AS
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
  i.body,
  i.added_at,
  i.series_no
FROM items i
JOIN item_ids n ON n.item_no = i.item_no;

CREATE OR REPLACE VIEW v_item_funnel_hourly AS
SELECT f.hour, i.item_id, p.pin_id, f.origin, f.served, f.viewed, f.clicked, f.played, f.completed, f.watched_s, f.item_no
FROM item_funnel f
LEFT JOIN item_ids i ON i.item_no = f.item_no
LEFT JOIN pins p ON p.pin_no = f.pin_no;

CREATE OR REPLACE VIEW v_pages AS
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
  d.stored_in,
  -- One a slot, in page order.
  d.item_no AS item_nos
FROM decisions d
LEFT JOIN models m ON m.version = coalesce(d.ranker_version, d.retrieval_version);

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_viewing_hourly TO %I', analyst);
  END IF;
END $$;
