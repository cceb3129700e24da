-- What the heads of the ranker count, as somebody set them last: one table row, or none. What they were before is in audit_log.

CREATE TABLE objectives (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Head -> weight, all of them.
  weights jsonb NOT NULL,
  -- 1 for the first that were set.
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  -- The id of the key that asked.
  updated_by text COLLATE "C" NOT NULL
);

INSERT INTO snapshot_versions (part, version) VALUES ('objectives', 0);
CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON objectives
  FOR EACH STATEMENT EXECUTE FUNCTION take_turn('objectives');
CREATE TRIGGER announce_insert AFTER INSERT ON objectives REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('objectives');
CREATE TRIGGER announce_update AFTER UPDATE ON objectives REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('objectives');
CREATE TRIGGER announce_delete AFTER DELETE ON objectives REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('objectives');
