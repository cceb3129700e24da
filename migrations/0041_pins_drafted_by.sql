-- Who had a part in a pin that is not enabled: they may not approve it once somebody enables it. A JSON list; NULL: nobody has to be remembered.
ALTER TABLE pins ADD COLUMN drafted_by jsonb;
