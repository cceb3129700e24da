-- What was suggested to editors, and what they said of it. Neither names a user: suggestions are of pages for nobody in particular.

-- What was shown last, for some days, so that a verdict needs no more than its id.
CREATE TABLE suggestions (
  suggestion_id text COLLATE "C" PRIMARY KEY,
  content jsonb NOT NULL,
  offered_at timestamptz NOT NULL
);
CREATE INDEX suggestions_by_time ON suggestions (offered_at);

-- Labels: append only.
CREATE TABLE suggestion_labels (
  label_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  -- The id of the key that asked.
  actor text COLLATE "C" NOT NULL,
  suggestion_id text COLLATE "C" NOT NULL,
  -- What the verdict is about: several suggestions may be of one subject.
  subject text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  verdict text COLLATE "C" NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'reopened')),
  reason text NOT NULL DEFAULT '',
  model_version text,
  -- The suggestion as it was shown.
  content jsonb NOT NULL
);
CREATE INDEX suggestion_labels_by_subject ON suggestion_labels (subject, label_no);
CREATE INDEX suggestion_labels_by_suggestion ON suggestion_labels (suggestion_id, label_no);
CREATE INDEX suggestion_labels_by_time ON suggestion_labels (at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON suggestion_labels
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE VIEW v_suggestion_labels AS
SELECT label_no, at, actor, suggestion_id, subject, kind, verdict, reason, model_version, content ->> 'itemId' AS item_id, content
FROM suggestion_labels;

DO $$
DECLARE analyst text := current_schema() || '_analyst';
BEGIN
  -- Where the role could not be made, an administrator grants it the views when making it (0005).
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = analyst) THEN
    EXECUTE format('GRANT SELECT ON v_suggestion_labels TO %I', analyst);
  END IF;
END $$;
