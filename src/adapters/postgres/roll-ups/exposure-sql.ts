import { COUNTED_SCORE, COUNTED_SURFACE, touched } from './outcome-sql.ts';

const KEY = 'day, surface, row_id, row_index, position, origin';
const ROW_COUNTS = ['served', 'scored', 'viewed', 'touched', 'scored_score', 'viewed_score'];

/** CTEs of a portion: what `counted` adds to item_exposure and row_funnel. */
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
  FROM counted WHERE surface IS NOT NULL AND row_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (${KEY}) DO UPDATE SET ${ROW_COUNTS.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')}
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
