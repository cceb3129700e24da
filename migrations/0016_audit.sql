-- Who changed what, and why: append only. What is written here is written in the transaction of the change itself.

CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  -- The id of the key that asked; 'command' for the command line; 'training' for the service itself.
  actor text COLLATE "C" NOT NULL,
  -- <noun>.<verb>, such as model.promote.
  action text COLLATE "C" NOT NULL,
  -- Id of what was changed.
  object text COLLATE "C" NOT NULL,
  before jsonb,
  after jsonb,
  reason text NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_by_object ON audit_log (object, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
