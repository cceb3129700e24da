-- What editors and operators keep: items and their permanent numbers, pins, API keys, the model registry; and user states
-- where there is no Redis. Everything lives in the schema that names the tenant, which the runner has put on the search path.

-- One row, written once: days before it share one partition of each log table.
CREATE TABLE installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  first_day date NOT NULL
);
INSERT INTO installation (first_day) VALUES ((now() AT TIME ZONE 'UTC')::date);

-- A number is allotted the first time anything mentions an id, in the catalogue or not, and never again.
-- Collation "C" on ids: the database orders them as JavaScript does.
CREATE TABLE item_ids (
  item_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id text COLLATE "C" NOT NULL UNIQUE
);

CREATE SEQUENCE item_revisions;

CREATE TABLE items (
  item_no integer PRIMARY KEY REFERENCES item_ids,
  -- Number of the series that the item names, whether or not the catalogue has it.
  series_no integer,
  body jsonb NOT NULL,
  blocked boolean NOT NULL DEFAULT false,
  block_reason text,
  deleted boolean NOT NULL DEFAULT false,
  revision bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX items_revision ON items (revision);
CREATE INDEX items_series ON items (series_no) WHERE series_no IS NOT NULL;

-- A removed pin stays: the log names it by its number.
CREATE TABLE pins (
  pin_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pin_id text COLLATE "C" NOT NULL UNIQUE,
  item_id text COLLATE "C" NOT NULL,
  body jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  removed_at timestamptz
);
CREATE INDEX pins_valid_until ON pins (valid_until) WHERE removed_at IS NULL;

CREATE TABLE api_keys (
  key_id text COLLATE "C" PRIMARY KEY,
  role text NOT NULL,
  name text NOT NULL,
  origin text NOT NULL,
  key_hash text COLLATE "C" NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE models (
  version text COLLATE "C" PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('candidate', 'live', 'retired', 'rejected')),
  manifest jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  promoted_at timestamptz,
  -- The version that was live before this one: where a rollback goes.
  previous_version text COLLATE "C"
);
CREATE UNIQUE INDEX models_one_live ON models (state) WHERE state = 'live';

-- A state is 2-4 KB: kept in the row itself, with room for the next version on the same page.
CREATE TABLE user_states (
  user_key uuid PRIMARY KEY,
  version integer NOT NULL,
  bytes bytea NOT NULL
) WITH (fillfactor = 70, toast_tuple_target = 8160);
ALTER TABLE user_states ALTER COLUMN bytes SET STORAGE MAIN;
