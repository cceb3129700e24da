-- What learning needs to know of a page as it was served, and how popular things are where pages are asked for.

-- Features read the time of day where the user is.
ALTER TABLE decisions ADD COLUMN time_zone text;

-- Impressions that came to be played, by the region of their page and the day they were served: kept by the roll-ups (0012), without
-- flagged users. Read whole or from a revision on; one roll-up runs at a time, so revisions become visible in order.
CREATE SEQUENCE region_revisions;
CREATE TABLE region_plays (
  item_no integer NOT NULL,
  region text NOT NULL,
  day date NOT NULL,
  origin text NOT NULL,
  plays integer NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (item_no, region, day, origin)
) WITH (fillfactor = 80);
CREATE INDEX region_plays_revision ON region_plays (revision);

INSERT INTO region_plays (item_no, region, day, origin, plays, revision)
SELECT s.item_no, d.region, (d.served_at AT TIME ZONE 'UTC')::date, d.origin, count(*), nextval('region_revisions')
FROM outcomes o
JOIN decisions d ON d.recommendation_id = o.recommendation_id AND d.served_at = o.served_at
CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position) AS s (item_no, row_index, position)
WHERE coalesce(o.played_at, o.window_played_at) IS NOT NULL AND d.region IS NOT NULL
  AND s.row_index = o.row_index AND s.position = o.position
  AND d.user_key NOT IN (SELECT f.user_key FROM flagged_users f)
GROUP BY 1, 2, 3, 4;
