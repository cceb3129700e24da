-- What the gate said of a package, and which packages were refused when they were to be loaded.

ALTER TABLE models ADD COLUMN verdict jsonb;

-- Written by replicas while they load: a change of `models` would tell all of them to load again.
CREATE TABLE model_refusals (
  version text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  refused_at timestamptz NOT NULL,
  PRIMARY KEY (version, reason)
);
