-- What came of each impression, and hourly roll-ups of it, kept by following the log. src/adapters/postgres/roll-ups/roll-ups.ts keeps them;
-- impression_events and impression_outcomes (0004) remain the definition, which `rebuild` and the tests compute from the raw log.

-- B-trees instead of the BRIN indexes of 0009: a follower comes every second, and what came within the last minute is not summarised
-- yet, so that each time he would read all of it. Equal ids share an entry: some 7 bytes a row, appended at the right-hand edge.
DROP INDEX decisions_stored_in;
DROP INDEX events_stored_in;
CREATE INDEX decisions_stored_in ON decisions (stored_in) WITH (fillfactor = 100);
CREATE INDEX events_stored_in ON events (stored_in) WITH (fillfactor = 100);

-- How far each follower of the log has read: every row with stored_in < read_to is in what he makes of it.
CREATE TABLE log_followers (
  follower text PRIMARY KEY,
  read_to bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log_followers (follower, read_to) VALUES ('roll-ups', 0), ('flagged-users', 0);

-- Every log row with stored_in below this is there for whoever looks after the call, and none will be added. Asks only for writers of
-- this log, who hold the log_writers lock from before their first write: pg_snapshot_xmin would also wait for every other
-- transaction on the server, of other databases too.
CREATE FUNCTION log_end() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  writers_lock bigint := hashtextextended(current_schema() || '.log_writers', 0);
  -- Before looking for writers: one who comes later draws a higher number.
  next_id bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  oldest bigint;
BEGIN
  WITH held AS MATERIALIZED (
    SELECT l.locktype, l.virtualtransaction, l.transactionid, l.classid, l.objid, l.objsubid, l.database
    FROM pg_locks l
    WHERE l.granted AND l.pid <> pg_backend_pid() AND l.locktype IN ('advisory', 'transactionid')
  )
  -- Ids in pg_locks are the low 32 bits.
  SELECT min(next_id + mod(own.transactionid::text::bigint - mod(next_id, 4294967296) + 6442450944, 4294967296) - 2147483648)
  INTO oldest
  FROM held writer
  JOIN held own ON own.virtualtransaction = writer.virtualtransaction AND own.locktype = 'transactionid'
  WHERE writer.locktype = 'advisory' AND writer.objsubid = 1
    AND writer.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND writer.classid::bigint = (writers_lock >> 32) & 4294967295 AND writer.objid::bigint = writers_lock & 4294967295;
  RETURN least(next_id, oldest);
END $$;

-- Of impressions that something came of. What events say that name the impression only ever grows (least, greatest, or). What counts
-- by title and time (window_...) changes when a page comes late, so it is kept apart and made anew.
CREATE TABLE outcomes (
  recommendation_id uuid NOT NULL,
  row_index smallint NOT NULL,
  position smallint NOT NULL,
  -- Some event counts for it: by name, by title and time.
  direct boolean NOT NULL,
  windowed boolean NOT NULL,
  completed boolean NOT NULL,
  hidden boolean NOT NULL,
  window_completed boolean NOT NULL,
  window_hidden boolean NOT NULL,
  served_at timestamptz NOT NULL,
  viewed_at timestamptz,
  clicked_at timestamptz,
  played_at timestamptz,
  portion double precision,
  window_clicked_at timestamptz,
  window_played_at timestamptz,
  window_portion double precision,
  PRIMARY KEY (recommendation_id, row_index, position, served_at)
) PARTITION BY RANGE (served_at);

-- The same of impressions that events name and no page in the log has: the page comes later, or never.
CREATE TABLE waiting_outcomes (
  recommendation_id uuid NOT NULL,
  row_index smallint NOT NULL,
  position smallint NOT NULL,
  completed boolean NOT NULL,
  hidden boolean NOT NULL,
  viewed_at timestamptz,
  clicked_at timestamptz,
  played_at timestamptz,
  portion double precision,
  last_event_at timestamptz NOT NULL,
  PRIMARY KEY (recommendation_id, row_index, position)
);

-- By hour of serving. No keys of users, no ids of pages.
CREATE TABLE funnel_stats (
  hour timestamptz NOT NULL,
  row_id text,
  position smallint NOT NULL,
  source smallint NOT NULL,
  ranker_version text,
  origin text NOT NULL,
  served integer NOT NULL,
  viewed integer NOT NULL,
  clicked integer NOT NULL,
  played integer NOT NULL,
  completed integer NOT NULL,
  UNIQUE NULLS NOT DISTINCT (hour, row_id, position, source, ranker_version, origin)
) WITH (fillfactor = 70);

CREATE TABLE item_funnel (
  hour timestamptz NOT NULL,
  item_no integer NOT NULL,
  -- 0: no pin put it there.
  pin_no integer NOT NULL,
  origin text NOT NULL,
  served integer NOT NULL,
  viewed integer NOT NULL,
  clicked integer NOT NULL,
  played integer NOT NULL,
  completed integer NOT NULL,
  PRIMARY KEY (hour, item_no, pin_no, origin)
) WITH (fillfactor = 70);
CREATE INDEX item_funnel_by_item ON item_funnel (item_no, hour);
CREATE INDEX item_funnel_by_pin ON item_funnel (pin_no, hour) WHERE pin_no > 0;

-- The impression that an event which names none counts for, as impression_events has it, among pages stored before a transaction.
-- No search path of its own: so that it becomes part of the query that asks.
CREATE FUNCTION nearest_impression(of_user uuid, of_item integer, at timestamptz, stored_before bigint)
RETURNS TABLE (recommendation_id uuid, served_at timestamptz, row_index smallint, "position" smallint)
LANGUAGE sql STABLE AS $$
  SELECT d.recommendation_id, d.served_at, s.row_index, s."position"
  FROM (
    SELECT ARRAY(SELECT part.item_no FROM items part WHERE part.series_no = title.title_no) || title.title_no AS item_nos
    FROM (
      SELECT coalesce((SELECT series.item_no FROM items own JOIN items series ON series.item_no = own.series_no
        WHERE own.item_no = of_item), of_item) AS title_no
      OFFSET 0
    ) AS title
    OFFSET 0
  ) AS same_title
  CROSS JOIN decisions d
  CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position) WITH ORDINALITY AS s (item_no, row_index, "position", slot)
  WHERE d.user_key = of_user
    AND d.served_at <= at
    AND d.served_at > at - interval '24 hours'
    AND d.stored_in < stored_before
    AND d.item_no && same_title.item_nos
    AND s.item_no = ANY (same_title.item_nos)
  ORDER BY d.served_at DESC, d.recommendation_id DESC, s.slot
  LIMIT 1
$$;

-- As in 0011, and outcomes lie by day like their pages.
CREATE OR REPLACE VIEW log_partitions AS
SELECT p.relname AS log_table, c.relname AS partition, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
FROM pg_inherits i
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent IN ('decisions'::regclass, 'events'::regclass, 'outcomes'::regclass) AND c.relname ~ '_[0-9]{8}$';

CREATE OR REPLACE FUNCTION ensure_partitions(first date, ahead integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  oldest date := (SELECT i.first_day FROM installation i);
  part_day date;
  suffix text;
  of_table text;
BEGIN
  FOR part_day IN SELECT generate_series(greatest(first, oldest), first + ahead, interval '1 day')::date LOOP
    suffix := to_char(part_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('events_' || suffix) IS NOT NULL AND to_regclass('decisions_' || suffix) IS NOT NULL
      AND to_regclass('outcomes_' || suffix) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.ensure_partitions', 0));
    FOREACH of_table IN ARRAY ARRAY['decisions', 'outcomes', 'events'] LOOP
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
    END LOOP;
  END LOOP;
END $$;

-- As in 0011; the hourly roll-ups stay.
CREATE OR REPLACE FUNCTION drop_log_day(day date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE part name;
BEGIN
  FOR part IN SELECT p.partition FROM log_partitions p
    WHERE (p.log_table = 'events' AND p.day = drop_log_day.day)
      OR (p.log_table IN ('decisions', 'outcomes') AND p.day <= drop_log_day.day - 2)
    ORDER BY p.day, p.log_table
  LOOP
    EXECUTE format('DROP TABLE %I', part);
  END LOOP;
  DELETE FROM waiting_outcomes w WHERE w.last_event_at < drop_log_day.day::timestamp AT TIME ZONE 'UTC';
END $$;

DO $$
DECLARE
  first_day date := (SELECT i.first_day FROM installation i);
  part_day date;
BEGIN
  EXECUTE format('CREATE TABLE outcomes_history PARTITION OF outcomes FOR VALUES FROM (MINVALUE) TO (%L)',
    first_day::timestamp AT TIME ZONE 'UTC');
  FOR part_day IN SELECT p.day FROM log_partitions p WHERE p.log_table = 'decisions' LOOP
    PERFORM ensure_partitions(part_day, 0);
  END LOOP;
END $$;

-- One row an impression, as before: what came of it is joined by key and no longer computed.
CREATE OR REPLACE VIEW v_outcomes AS
SELECT
  d.recommendation_id || '.' || s.row_index || '.' || s.position AS impression_id,
  o.viewed_at,
  least(o.clicked_at, o.window_clicked_at) AS clicked_at,
  least(o.played_at, o.window_played_at) AS played_at,
  greatest(o.portion, o.window_portion) AS portion,
  coalesce(o.completed OR o.window_completed, false) AS completed,
  coalesce(o.hidden OR o.window_hidden, false) AS hidden,
  CASE WHEN o.direct THEN 'direct' WHEN o.windowed THEN 'window' END AS attribution
FROM decisions d
CROSS JOIN LATERAL unnest(d.row_index, d.position) AS s (row_index, position)
LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
  AND o.row_index = s.row_index AND o.position = s.position;

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
  sum(f.completed) AS completed
FROM funnel_stats f
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE VIEW v_funnel_hourly AS
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
  f.completed
FROM funnel_stats f;

CREATE VIEW v_item_funnel_hourly AS
SELECT f.hour, i.item_id, p.pin_id, f.origin, f.served, f.viewed, f.clicked, f.played, f.completed
FROM item_funnel f
LEFT JOIN item_ids i ON i.item_no = f.item_no
LEFT JOIN pins p ON p.pin_no = f.pin_no;

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_funnel_hourly, v_item_funnel_hourly TO %I', analyst);
  END IF;
END $$;
