-- An undo is a change like any other that names the one it takes back; what it names is written once, and never on the entry that
-- was undone. No change is undone twice.

ALTER TABLE audit_log ADD COLUMN undoes bigint REFERENCES audit_log (id);
CREATE UNIQUE INDEX audit_log_undone_once ON audit_log (undoes) WHERE undoes IS NOT NULL;
