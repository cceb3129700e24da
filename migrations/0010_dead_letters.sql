-- Dead letters, each once: what is refused again, by whichever replica and however often, is the letter that is there already.

ALTER TABLE dead_letters
  -- SHA-256 of the payload without the time it was received at. NULL only in letters older than this column.
  ADD COLUMN content_key bytea,
  -- Whose it is, where that can be known: states are rebuilt and users erased by it.
  ADD COLUMN user_key uuid;
CREATE UNIQUE INDEX dead_letters_once ON dead_letters (kind, content_key);
CREATE INDEX dead_letters_by_user ON dead_letters (user_key) WHERE user_key IS NOT NULL;

-- A user as in every view: 32 hex characters.
CREATE OR REPLACE VIEW v_dead_letters AS
SELECT dead_letter_no, noted_at, kind, reason, journal_id, journal_position, payload, sqlstate, resolved_at,
  user_key_text(user_key) AS user_key
FROM dead_letters;
