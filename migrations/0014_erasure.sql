-- Erasures are numbered in the order in which they become visible, and announced as the part 'erasures': every replica takes each of
-- them in once, whenever it can.

CREATE SEQUENCE erasure_numbers;
ALTER TABLE erasures ADD COLUMN erasure_no bigint NOT NULL DEFAULT nextval('erasure_numbers');
CREATE UNIQUE INDEX erasures_by_number ON erasures (erasure_no);

-- Users whose state had inherited from one who was erased: it is made anew from the log. Nothing here says from whom.
CREATE TABLE state_repairs (
  repair_no bigint PRIMARY KEY DEFAULT nextval('erasure_numbers'),
  user_key uuid NOT NULL,
  -- What the state holds of before then must be in the log to stay.
  inherited_until timestamptz NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO snapshot_versions (part, version) VALUES ('erasures', 0);
CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION take_turn('erasures');
CREATE TRIGGER announce_insert AFTER INSERT ON erasures REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('erasures');
CREATE TRIGGER announce_update AFTER UPDATE ON erasures REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION announce_change('erasures');

-- A user, and everybody who was merged into the user or into one of those: one person.
CREATE FUNCTION one_person(erased uuid) RETURNS TABLE (user_key uuid)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH RECURSIVE person AS (
    SELECT erased AS user_key
    UNION
    SELECT c.from_user_key FROM person p JOIN user_changes c ON c.user_key = p.user_key AND c.kind = 'merge'
  )
  SELECT person.user_key FROM person
$$;

-- Everybody into whom one of these users was merged, or one of those in turn, who is not one of them.
CREATE FUNCTION heirs_of(user_keys uuid[]) RETURNS TABLE (user_key uuid)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH RECURSIVE heir AS (
    SELECT c.user_key FROM user_changes c WHERE c.kind = 'merge' AND c.from_user_key = ANY (user_keys)
    UNION
    SELECT c.user_key FROM heir h JOIN user_changes c ON c.kind = 'merge' AND c.from_user_key = h.user_key
  )
  SELECT heir.user_key FROM heir WHERE heir.user_key <> ALL (user_keys)
$$;
