import {
  ADD_COUNTS,
  asked,
  COUNT_SUMS,
  COUNTED_SCORE,
  COUNTED_SURFACE,
  COUNTS,
  countedSeconds,
  touched,
} from './outcome-sql.ts';

const KEY = 'day, surface, row_id, row_index, position, origin';
const ROW_COUNTS = ['served', 'scored', 'viewed', 'touched', 'scored_score', 'viewed_score'];

const PAGE_KEY = 'hour, route, surface, region, rung, ranker_version, arms, origin';

/** CTEs of a portion: what `counted` adds to item_exposure, row_funnel and page_funnel. */
export const ADD_EXPOSURE = `by_item AS (
  INSERT INTO item_exposure AS kept (item_no, origin, served, revision)
  SELECT item_no, origin, served, nextval('exposure_revisions')
  FROM (SELECT item_no, origin, sum(served) AS served FROM counted GROUP BY item_no, origin) AS sums
  WHERE served > 0
  ON CONFLICT (item_no, origin) DO UPDATE SET served = kept.served + excluded.served, revision = excluded.revision
), by_place AS (
  INSERT INTO row_funnel AS kept (${KEY}, ${ROW_COUNTS.join(', ')})
  SELECT (hour AT TIME ZONE 'UTC')::date, surface, counted_row(row_id), row_index, position, origin, sum(served),
    ${['served', 'viewed', 'touched'].map((name) => `coalesce(sum(${name}) FILTER (WHERE score IS NOT NULL), 0)`).join(', ')},
    coalesce(sum(served * score), 0), coalesce(sum(viewed * score), 0)
  FROM counted WHERE surface IS NOT NULL AND row_id IS NOT NULL AND (served, viewed, touched) <> (0, 0, 0) GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (${KEY}) DO UPDATE SET ${ROW_COUNTS.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')}
), by_page AS (
  INSERT INTO page_funnel AS kept (${PAGE_KEY}, pages, ${COUNTS})
  SELECT hour, route, said_surface, said_region, rung, ranker_version, arms, origin, sum(pages), ${COUNT_SUMS}
  FROM (
    SELECT c.hour, ${asked('c')}, c.ranker_version, c.origin, 0 AS pages, ${COUNTS} FROM counted c
    UNION ALL
    -- Also of a page that shows nothing.
    SELECT p.hour, ${asked('p')}, p.ranker_version, p.origin, 1, 0, 0, 0, 0, 0, 0 FROM page p
  ) AS t
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
  ON CONFLICT (${PAGE_KEY}) DO UPDATE SET pages = kept.pages + excluded.pages, ${ADD_COUNTS}
)`;

/** item_exposure from item_funnel, of dropped days as well: their hours stay. Counts that are gone become zeros, which followers hear of. */
export const REBUILD_EXPOSURE = `
WITH made AS MATERIALIZED (
  SELECT item_no, origin, sum(served) AS served FROM item_funnel GROUP BY item_no, origin
), said AS (
  SELECT item_no, origin, served FROM made
  UNION ALL
  SELECT e.item_no, e.origin, 0 FROM item_exposure e
  WHERE NOT EXISTS (SELECT FROM made m WHERE m.item_no = e.item_no AND m.origin = e.origin)
)
INSERT INTO item_exposure AS kept (item_no, origin, served, revision)
SELECT item_no, origin, served, nextval('exposure_revisions') FROM said
ON CONFLICT (item_no, origin) DO UPDATE SET served = excluded.served, revision = excluded.revision
WHERE kept.served <> excluded.served`;

/** row_funnel from the log; `condition`: on the decisions d that are counted from it. */
export const rebuildRows = (condition: string): string => `
INSERT INTO row_funnel (${KEY}, ${ROW_COUNTS.join(', ')})
SELECT d.day, d.counted_surface, counted_row(d.row_ids[s.row_index + 1]), s.row_index, s.position, d.origin, count(*), count(n.score),
  count(n.score) FILTER (WHERE o.viewed_at IS NOT NULL), count(n.score) FILTER (WHERE ${touched('o')} IS NOT NULL),
  coalesce(sum(n.score), 0), coalesce(sum(n.score) FILTER (WHERE o.viewed_at IS NOT NULL), 0)
FROM (
  SELECT (d.served_at AT TIME ZONE 'UTC')::date AS day, ${COUNTED_SURFACE} AS counted_surface, d.*
  FROM decisions d WHERE ${condition} OFFSET 0
) AS d
CROSS JOIN LATERAL unnest(d.row_index, d.position, d.score, d.pin_no) AS s (row_index, position, score, pin_no)
CROSS JOIN LATERAL (SELECT ${COUNTED_SCORE} AS score) AS n
LEFT JOIN outcomes o ON o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
  AND o.row_index = s.row_index AND o.position = s.position
WHERE d.counted_surface IS NOT NULL AND d.row_ids[s.row_index + 1] IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6`;

/** page_funnel from the log; `condition`: as in rebuildRows. */
export const rebuildPages = (condition: string): string => `
INSERT INTO page_funnel (${PAGE_KEY}, pages, ${COUNTS})
SELECT date_trunc('hour', d.served_at, 'UTC'), d.route, d.surface, d.region, d.rung, d.ranker_version, d.arms, d.origin, count(*),
  sum(cardinality(d.item_no)), sum(o.viewed), sum(o.clicked), sum(o.played), sum(o.completed), sum(o.watched_s)
FROM decisions d
CROSS JOIN LATERAL (
  SELECT count(o.viewed_at) AS viewed, count(coalesce(o.clicked_at, o.window_clicked_at)) AS clicked,
    count(coalesce(o.played_at, o.window_played_at)) AS played, count(*) FILTER (WHERE o.completed OR o.window_completed) AS completed,
    coalesce(sum(${countedSeconds('o')}), 0) AS watched_s
  FROM outcomes o WHERE o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
    AND EXISTS (SELECT FROM unnest(d.row_index, d.position) AS s (row_index, position)
      WHERE s.row_index = o.row_index AND s.position = o.position)
) AS o
WHERE ${condition}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
