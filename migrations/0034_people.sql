-- People who log in by the company's identity provider, so that the audit can say their names. No viewers: those have no names here.

CREATE TABLE people (
  -- 'oidc:' and the provider's id, as audit_log.actor.
  person_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  named_at timestamptz NOT NULL
);
