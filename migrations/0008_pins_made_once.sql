-- What a creation was told by Idempotency-Key: the key (hashed with the caller's id) and the hash of what was to be made. In the row
-- of the pin itself, so that a pin and the memory of its making are stored together or not at all.
ALTER TABLE pins ADD COLUMN once_key text COLLATE "C", ADD COLUMN once_digest text COLLATE "C";
CREATE UNIQUE INDEX pins_once_key ON pins (once_key) WHERE once_key IS NOT NULL;
