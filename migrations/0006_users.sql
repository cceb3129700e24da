-- What is said about users, and how fast a key may be used.

-- The log of changes of users: a profile put (the whole of it), or a user merged into another. The user state merges the same
-- changes; from these rows and the events it can be made anew.
CREATE TABLE user_changes (
  change_id text COLLATE "C" PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('attributes', 'merge')),
  user_key uuid NOT NULL,
  -- Of a merge: whose events count for user_key too, those to come included.
  from_user_key uuid,
  changed_at timestamptz NOT NULL,
  -- Of attributes: {region, language, maturity, labels}.
  attributes jsonb,
  origin text NOT NULL,
  CHECK ((kind = 'merge') = (from_user_key IS NOT NULL) AND (kind = 'attributes') = (attributes IS NOT NULL))
);
CREATE INDEX user_changes_by_user ON user_changes (user_key, changed_at);
CREATE INDEX user_changes_merges ON user_changes (from_user_key, changed_at) WHERE kind = 'merge';

-- Every user who was merged before a time, and who that is in the end: the latest merge of each, followed to where it leads. Of
-- users merged in a circle the least key stands for all.
CREATE FUNCTION user_aliases(until timestamptz) RETURNS TABLE (user_key uuid, alias_of uuid)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH RECURSIVE latest AS (
    SELECT DISTINCT ON (c.from_user_key) c.from_user_key, c.user_key
    FROM user_changes c
    WHERE c.kind = 'merge' AND c.changed_at < until
    ORDER BY c.from_user_key, c.changed_at DESC, c.change_id DESC
  ), reached AS (
    SELECT l.from_user_key AS user_key, l.user_key AS other FROM latest l
    UNION
    SELECT r.user_key, l.user_key FROM reached r JOIN latest l ON l.from_user_key = r.other
  )
  SELECT r.user_key, coalesce(min(r.other::text) FILTER (WHERE l.from_user_key IS NULL), min(r.other::text))::uuid
  FROM reached r
  LEFT JOIN latest l ON l.from_user_key = r.other
  GROUP BY r.user_key
$$;

CREATE VIEW v_users AS
SELECT DISTINCT ON (c.user_key)
  user_key_text(c.user_key) AS user_key,
  c.attributes ->> 'region' AS region,
  c.attributes ->> 'language' AS language,
  c.attributes ->> 'maturity' AS maturity,
  c.attributes -> 'labels' AS labels,
  c.changed_at,
  c.origin
FROM user_changes c
WHERE c.kind = 'attributes'
ORDER BY c.user_key, c.changed_at DESC, c.change_id DESC;

CREATE VIEW v_user_merges AS
SELECT
  user_key_text(c.from_user_key) AS from_user_key,
  user_key_text(c.user_key) AS user_key,
  min(c.changed_at) AS merged_at,
  max(c.changed_at) AS last_merged_at
FROM user_changes c
WHERE c.kind = 'merge'
GROUP BY c.from_user_key, c.user_key;

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  -- Where the role could not be made, an administrator grants it the views when making it (0005).
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_users, v_user_merges TO %I', analyst);
  END IF;
END $$;

-- Requests a second; NULL: as many as come.
ALTER TABLE api_keys ADD COLUMN rate_per_s integer CHECK (rate_per_s > 0);
