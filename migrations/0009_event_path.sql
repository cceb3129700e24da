-- What the event path stands on beside the log: who stored a row, whom to leave out, what was cut off.

-- The transaction that stored a row. Whoever follows the log reads what lies before the oldest transaction still running
-- (pg_snapshot_xmin) and after where he was: nothing is passed over, whatever order writers commit in. Rows lie in that order, so
-- a BRIN index of a few bytes finds them.
ALTER TABLE decisions ADD COLUMN stored_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
ALTER TABLE events ADD COLUMN stored_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX decisions_stored_in ON decisions USING brin (stored_in) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX events_stored_in ON events USING brin (stored_in) WITH (pages_per_range = 16, autosummarize = on);

-- One user's events: attribution of a page that came late, erasure, the rebuilding of one state, runaway rates.
CREATE INDEX events_by_user ON events (user_key, occurred_at);

-- Tombstones: nothing that the user did or was served at or before erased_at is ever stored again.
CREATE TABLE erasures (
  user_key uuid PRIMARY KEY,
  erased_at timestamptz NOT NULL
);
CREATE TABLE erasure_receipts (
  receipt_id uuid PRIMARY KEY,
  user_key uuid NOT NULL,
  erased_at timestamptz NOT NULL,
  -- How many were removed, by store.
  removed jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Bots and runaway users: kept in the log and in reports, left out of item stats and training.
CREATE TABLE flagged_users (
  user_key uuid PRIMARY KEY,
  reason text NOT NULL,
  -- The first hour that was too much, and its events when that was noticed.
  hour timestamptz NOT NULL,
  events integer NOT NULL,
  flagged_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE dead_letters
  ADD COLUMN sqlstate text,
  -- Set when a later try stored it.
  ADD COLUMN resolved_at timestamptz;
CREATE INDEX dead_letters_open ON dead_letters (dead_letter_no) WHERE resolved_at IS NULL;
CREATE OR REPLACE VIEW v_dead_letters AS
SELECT dead_letter_no, noted_at, kind, reason, journal_id, journal_position, payload, sqlstate, resolved_at FROM dead_letters;

-- What the dropped days had put into each user's state (the state's own bytes): a rebuilt state is this merged with the log.
CREATE TABLE user_checkpoints (
  user_key uuid PRIMARY KEY,
  state bytea NOT NULL
);
-- One row: days of events before this one are in the checkpoints.
CREATE TABLE log_checkpoint (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  events_before date NOT NULL
);

CREATE VIEW v_flagged_users AS
SELECT user_key_text(user_key) AS user_key, reason, hour, events, flagged_at FROM flagged_users;

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_flagged_users TO %I', analyst);
  END IF;
END $$;
