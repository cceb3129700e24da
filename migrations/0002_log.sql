-- The impression log. docs/log-schema.md says why each table has this shape.

CREATE TABLE decisions (
  recommendation_id uuid NOT NULL,
  parent_id uuid,
  served_at timestamptz NOT NULL,
  user_key uuid NOT NULL,
  session_id text,
  origin text NOT NULL,
  route text NOT NULL,
  surface text NOT NULL,
  region text,
  maturity text NOT NULL,
  language text,
  rung text NOT NULL,
  retrieval_version text,
  ranker_version text,
  arms jsonb NOT NULL,
  snapshot_versions jsonb NOT NULL,
  random_seed bigint NOT NULL,
  took_ms real NOT NULL,
  row_ids text[] NOT NULL,
  withheld jsonb NOT NULL,
  -- One element a slot, in page order; all of one length.
  item_no integer[] NOT NULL,
  row_index smallint[] NOT NULL,
  position smallint[] NOT NULL,
  source smallint[] NOT NULL,
  score real[] NOT NULL,
  propensity real[] NOT NULL,
  explored boolean[] NOT NULL,
  pin_no integer[] NOT NULL,
  displaced_item_no integer[] NOT NULL,
  -- The journal it came through, and where the batch that brought it began.
  journal_id text NOT NULL,
  journal_position bigint NOT NULL
) PARTITION BY RANGE (served_at);
CREATE INDEX decisions_by_time ON decisions (served_at, recommendation_id);
CREATE INDEX decisions_by_id ON decisions (recommendation_id);
CREATE INDEX decisions_by_user ON decisions (user_key, served_at);

CREATE TABLE events (
  -- UTC day of occurred_at.
  day date NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  user_key uuid NOT NULL,
  -- 0: the event names no item.
  item_no integer NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  impression_ids text[] NOT NULL,
  recommendation_id text,
  session_id text,
  portion double precision,
  position_s double precision,
  value double precision,
  trigger text NOT NULL,
  properties jsonb,
  origin text NOT NULL,
  PRIMARY KEY (day, event_id)
) PARTITION BY RANGE (day);

CREATE TABLE journal_offsets (
  journal_id text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE stats_revisions;

-- Roll-up of events by item, hour and origin, kept in the transaction that stores the events.
CREATE TABLE item_stats (
  item_no integer NOT NULL,
  hour timestamptz NOT NULL,
  origin text NOT NULL,
  uses integer NOT NULL DEFAULT 0,
  clicks integer NOT NULL DEFAULT 0,
  ratings integer NOT NULL DEFAULT 0,
  rating_sum double precision NOT NULL DEFAULT 0,
  hides integer NOT NULL DEFAULT 0,
  revision bigint NOT NULL,
  PRIMARY KEY (hour, item_no, origin)
) WITH (fillfactor = 80);
CREATE INDEX item_stats_revision ON item_stats (revision);

-- Events that name an item, by day and origin: where "now" is for a log that has ended.
CREATE TABLE event_days (
  day date NOT NULL,
  origin text NOT NULL,
  events integer NOT NULL,
  PRIMARY KEY (day, origin)
) WITH (fillfactor = 50);

-- What could not be stored or folded, whole, with the reason.
CREATE TABLE dead_letters (
  dead_letter_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journal_id text NOT NULL,
  journal_position bigint NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  payload bytea NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now()
);

-- Everything older than the day of installation.
DO $$
DECLARE first_day date := (SELECT i.first_day FROM installation i);
BEGIN
  EXECUTE format('CREATE TABLE decisions_history PARTITION OF decisions FOR VALUES FROM (MINVALUE) TO (%L)',
    first_day::timestamp AT TIME ZONE 'UTC');
  EXECUTE format('CREATE TABLE events_history PARTITION OF events FOR VALUES FROM (MINVALUE) TO (%L)', first_day);
END $$;

-- Makes the daily partitions of both log tables from `first` on, for `ahead` more days. Days before the installation have
-- theirs already. The partition is made beside the table and then attached: attaching waits for no reader and no writer.
-- Runs as the owner, so that a role that may only insert can ask for it.
CREATE FUNCTION ensure_partitions(first date, ahead integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  oldest date := (SELECT i.first_day FROM installation i);
  part_day date;
  suffix text;
BEGIN
  FOR part_day IN SELECT generate_series(greatest(first, oldest), first + ahead, interval '1 day')::date LOOP
    suffix := to_char(part_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('events_' || suffix) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.ensure_partitions', 0));
    -- Another may have made it while we waited; to_regclass could still answer from its cache.
    CONTINUE WHEN EXISTS (SELECT FROM pg_class c
      WHERE c.relname = 'events_' || suffix AND c.relnamespace = current_schema()::regnamespace);
    EXECUTE format('CREATE TABLE %I (LIKE decisions INCLUDING ALL)', 'decisions_' || suffix);
    EXECUTE format('ALTER TABLE decisions ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', 'decisions_' || suffix,
      part_day::timestamp AT TIME ZONE 'UTC', (part_day + 1)::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', 'events_' || suffix);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', 'events_' || suffix,
      part_day, part_day + 1);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION ensure_partitions(date, integer) FROM PUBLIC;

SELECT ensure_partitions((now() AT TIME ZONE 'UTC')::date, 3);
