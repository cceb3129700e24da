-- What the slots of a sampled share of decisions were scored by, bit for bit: for `report skew` and drift.
-- Not partitioned: one page in a thousand. Retention deletes it by day with the decisions, erasure by user.

CREATE TABLE feature_samples (
  recommendation_id uuid NOT NULL,
  served_at timestamptz NOT NULL,
  user_key uuid NOT NULL,
  origin text COLLATE "C" NOT NULL,
  -- The package that scored.
  model_version text COLLATE "C" NOT NULL,
  -- See src/features/feature-sample.ts.
  sample bytea NOT NULL,
  PRIMARY KEY (served_at, recommendation_id)
);
CREATE INDEX feature_samples_by_user ON feature_samples (user_key);
