-- When training by the clock last ran, for all replicas, and what came of it.

CREATE TABLE training_runs (
  started_at timestamptz PRIMARY KEY,
  -- Both NULL: it runs, or the process that ran it is gone.
  ended_at timestamptz,
  outcome text COLLATE "C",
  version text COLLATE "C",
  detail text NOT NULL DEFAULT ''
);
