-- The pages that a pin stood on, or wanted to: what came of it and what it cost are read from these, and not from all pages of the time.
-- Pages without a pin have no entry. Entries are made at once (fastupdate): a page has few of them, and nobody reads through a list of
-- those that wait.
CREATE INDEX decisions_by_pin ON decisions USING gin (array_remove(pin_no, 0)) WITH (fastupdate = off) WHERE 0 < ANY (pin_no);
CREATE INDEX decisions_by_withheld ON decisions USING gin (jsonb_path_query_array(withheld, '$[*].pinId') jsonb_path_ops)
  WITH (fastupdate = off) WHERE withheld <> '[]';
