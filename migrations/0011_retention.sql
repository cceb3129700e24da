-- Dropping days of the log whose events are in the checkpoints (log_checkpoint, user_checkpoints: 0009).

-- Days that have partitions of their own; the history partitions are no days.
CREATE VIEW log_partitions AS
SELECT p.relname AS log_table, c.relname AS partition, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
FROM pg_inherits i
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent IN ('decisions'::regclass, 'events'::regclass) AND c.relname ~ '_[0-9]{8}$';

-- Forgets a day of events, and the pages that were served two days before it or earlier: a view that comes after midnight names a
-- page of the day before. Called by retention alone, oldest day first, in the transaction that has the rest of the day in the
-- checkpoints. A later migration that keeps rows by day or by page adds to this function.
CREATE FUNCTION drop_log_day(day date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE part name;
BEGIN
  FOR part IN SELECT p.partition FROM log_partitions p
    WHERE (p.log_table = 'events' AND p.day = drop_log_day.day)
      OR (p.log_table = 'decisions' AND p.day <= drop_log_day.day - 2)
    ORDER BY p.day, p.log_table
  LOOP
    EXECUTE format('DROP TABLE %I', part);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION drop_log_day(date) FROM PUBLIC;

-- As in 0002, but each table for itself: of a day the events go two days before the pages, and a record that comes late brings
-- back only what is missing.
CREATE OR REPLACE FUNCTION ensure_partitions(first date, ahead integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  oldest date := (SELECT i.first_day FROM installation i);
  part_day date;
  suffix text;
BEGIN
  FOR part_day IN SELECT generate_series(greatest(first, oldest), first + ahead, interval '1 day')::date LOOP
    suffix := to_char(part_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('events_' || suffix) IS NOT NULL AND to_regclass('decisions_' || suffix) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.ensure_partitions', 0));
    -- Another may have made one while we waited; to_regclass could still answer from its cache.
    IF NOT EXISTS (SELECT FROM log_partitions p WHERE p.partition = 'decisions_' || suffix) THEN
      EXECUTE format('CREATE TABLE %I (LIKE decisions INCLUDING ALL)', 'decisions_' || suffix);
      EXECUTE format('ALTER TABLE decisions ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', 'decisions_' || suffix,
        part_day::timestamp AT TIME ZONE 'UTC', (part_day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
    IF NOT EXISTS (SELECT FROM log_partitions p WHERE p.partition = 'events_' || suffix) THEN
      EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', 'events_' || suffix);
      EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', 'events_' || suffix,
        part_day, part_day + 1);
    END IF;
  END LOOP;
END $$;
