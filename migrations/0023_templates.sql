-- What pages of a surface are made by, as somebody put it last: at most one table row each. What it was before is in audit_log.

CREATE TABLE templates (
  surface text COLLATE "C" PRIMARY KEY,
  -- NULL: taken back, the default holds. The table row stays, so that no version comes twice.
  template jsonb,
  -- 1 for the first change.
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  -- The id of the key that asked.
  updated_by text COLLATE "C" NOT NULL
);

INSERT INTO snapshot_versions (part, version) VALUES ('templates', 0);
CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON templates
  FOR EACH STATEMENT EXECUTE FUNCTION take_turn('templates');
CREATE TRIGGER announce_insert AFTER INSERT ON templates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('templates');
CREATE TRIGGER announce_update AFTER UPDATE ON templates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('templates');
CREATE TRIGGER announce_delete AFTER DELETE ON templates REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('templates');
