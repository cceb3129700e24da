-- Every change of a snapshot part bumps its version and is announced on the channel <schema>_changes, once a statement.

CREATE TABLE snapshot_versions (
  part text PRIMARY KEY,
  version bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO snapshot_versions (part, version)
VALUES ('catalogue', 0), ('pins', 0), ('stats', 0), ('models', 0), ('keys', 0);

-- Writers of one part take turns from their first statement to their commit. So revisions become visible in the order in
-- which they were drawn, and a reader who asks "what came after revision r" misses nothing.
CREATE FUNCTION take_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM 1 FROM snapshot_versions WHERE part = TG_ARGV[0] FOR UPDATE;
  RETURN NULL;
END $$;

CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM changed) THEN
    UPDATE snapshot_versions SET version = version + 1 WHERE part = TG_ARGV[0];
    PERFORM pg_notify(TG_TABLE_SCHEMA || '_changes', TG_ARGV[0]);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  tables text[] := ARRAY['items', 'pins', 'item_stats', 'models', 'api_keys'];
  parts text[] := ARRAY['catalogue', 'pins', 'stats', 'models', 'keys'];
  n integer;
BEGIN
  FOR n IN 1 .. array_length(tables, 1) LOOP
    EXECUTE format('CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION take_turn(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
    EXECUTE format('CREATE TRIGGER announce_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION announce_change(%L)', tables[n], parts[n]);
  END LOOP;
END $$;
