-- Editors' small versioned objects: segments, collections, rules. What they were before is in audit_log.

CREATE SEQUENCE editorial_numbers;

CREATE TABLE editorial_objects (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- Its place in the list, by creation. Drawn anew when something else is created under the id of what was removed.
  number bigint NOT NULL DEFAULT nextval('editorial_numbers'),
  value jsonb NOT NULL,
  -- 1 for the first change; the table row stays after a removal, so that no version comes twice.
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- The id of the key that asked.
  updated_by text COLLATE "C" NOT NULL,
  removed_at timestamptz,
  -- What its creation was told by Idempotency-Key, as pins keep it: the key (hashed with the caller's id) and the hash of what was asked for.
  once_key text COLLATE "C",
  once_digest text COLLATE "C",
  PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX editorial_objects_by_number ON editorial_objects (kind, number) WHERE removed_at IS NULL;
-- Not unique: creations take turns, and a key may be used again a day later.
CREATE INDEX editorial_objects_once_key ON editorial_objects (kind, once_key) WHERE once_key IS NOT NULL;

INSERT INTO snapshot_versions (part, version) VALUES ('editorial', 0);
CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON editorial_objects
  FOR EACH STATEMENT EXECUTE FUNCTION take_turn('editorial');
CREATE TRIGGER announce_insert AFTER INSERT ON editorial_objects REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('editorial');
CREATE TRIGGER announce_update AFTER UPDATE ON editorial_objects REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('editorial');
CREATE TRIGGER announce_delete AFTER DELETE ON editorial_objects REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('editorial');
