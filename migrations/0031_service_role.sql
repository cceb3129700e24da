-- What changes the log, done by the owner in the name of a service that may only add to it. The rights of the role <schema>_service are
-- given at the end of every `migrate` (src/adapters/postgres/service-rights.ts), so that tables of later migrations have theirs too.

-- Removes what users did and were served up to a time, and nothing that no tombstone covers; see docs/log-schema.md, "Erasure". Counts by
-- store, as the receipt names them. The caller holds the lock of the log's writers.
CREATE FUNCTION erase_from_log(user_keys uuid[], until timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
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
REVOKE EXECUTE ON FUNCTION erase_from_log(uuid[], timestamptz) FROM PUBLIC;

-- The last step of retention begins with it. Whoever holds it keeps others from reading and changes nothing.
CREATE FUNCTION lock_log_for_retention() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  LOCK TABLE ONLY decisions, ONLY events, ONLY outcomes IN ACCESS EXCLUSIVE MODE
$$;
REVOKE EXECUTE ON FUNCTION lock_log_for_retention() FROM PUBLIC;

-- As in 0012, by the owner, and with the feature samples of the pages. Who is not the owner may drop the oldest day alone, and none
-- before it has been over for a day: what RETENTION_DAYS says above that, the database does not know.
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
    WHERE (p.log_table = 'events' AND p.day = drop_log_day.day)
      OR (p.log_table IN ('decisions', 'outcomes') AND p.day <= drop_log_day.day - 2)
    ORDER BY p.day, p.log_table
  LOOP
    EXECUTE format('DROP TABLE %I', part);
  END LOOP;
  DELETE FROM waiting_outcomes w WHERE w.last_event_at < drop_log_day.day::timestamp AT TIME ZONE 'UTC';
  DELETE FROM feature_samples s WHERE s.served_at < (drop_log_day.day - 1)::timestamp AT TIME ZONE 'UTC';
END $$;

-- After a dump was restored into another server: rows whose transaction is still to come here would be read a second time by who follows
-- the log. No row that this server wrote is touched.
CREATE FUNCTION adopt_foreign_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE next_id bigint;
BEGIN
  -- Without writers, what lies at or after the next transaction is none of ours.
  PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.log_writers', 0));
  next_id := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  UPDATE decisions SET stored_in = 0 WHERE stored_in >= next_id;
  UPDATE events SET stored_in = 0 WHERE stored_in >= next_id;
END $$;
REVOKE EXECUTE ON FUNCTION adopt_foreign_rows() FROM PUBLIC;

-- Temporary tables last: named on no path they would come first, and whoever calls could put his own under the name of a table here.
DO $$
DECLARE
  called text;
BEGIN
  FOREACH called IN ARRAY ARRAY['erase_from_log(uuid[], timestamptz)', 'lock_log_for_retention()', 'drop_log_day(date)',
    'adopt_foreign_rows()', 'ensure_partitions(date, integer)']
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', called, current_schema());
  END LOOP;
END $$;
