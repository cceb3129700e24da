-- Four eyes on pins (PINS_NEED_APPROVAL): a version that waits is kept beside the one that pages have. The columns there are go on saying
-- what pages have (a pin that nobody has approved yet stands there as not enabled), so that who knows nothing of approvals, a view or an
-- older release, shows nothing too much.
ALTER TABLE pins
  -- {draft, since, changedBy, stands}: the newest version; `stands`: whether pages have the one in `body` meanwhile.
  ADD COLUMN waiting jsonb,
  -- What was said of the version that was judged last.
  ADD COLUMN verdict jsonb;
CREATE INDEX pins_waiting ON pins (pin_no) WHERE waiting IS NOT NULL AND removed_at IS NULL;
