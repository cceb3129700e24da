/** The hours around the time in $2: one partition is searched instead of all, two around midnight. A clock may be off by as much. */
export const BY_TIME = `AND served_at BETWEEN $2::timestamptz - interval '1 hour' AND $2::timestamptz + interval '1 hour'`;

/** A UUIDv7 begins with its time, in milliseconds since 1970; null: it is of another kind. */
export const madeAtMsOf = (id: string): number | null =>
  id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;

export const ITEMS = `SELECT n.item_no, n.item_id, CASE WHEN NOT i.deleted THEN i.body ->> 'title' END AS title
FROM item_ids n LEFT JOIN items i ON i.item_no = n.item_no WHERE n.item_no = ANY ($1)`;

/** Of a page ($1) and when it was served ($2), by which both tables behind the view are searched in one partition each. */
export const OUTCOMES = `SELECT * FROM v_outcomes o
WHERE o.impression_served_at = $2 AND split_part(o.impression_id, '.', 1) = $1 AND o.attribution IS NOT NULL`;

/**
 * What the user of a page ($3) did about it, or who the user was merged with, by one step: events that name the page ($1) or its
 * impressions, for a week, and those that name no impression, about a title that stood on it ($4), in the 24 hours that count.
 */
export const EVENTS = `
SELECT e.event_id, e.type, n.item_id, e.occurred_at, e.received_at, e.impression_ids, e.portion, e.value, e.trigger
FROM events e LEFT JOIN items i ON i.item_no = e.item_no LEFT JOIN item_ids n ON n.item_no = e.item_no
WHERE e.user_key IN (SELECT $3::uuid
    UNION SELECT c.user_key FROM user_changes c WHERE c.kind = 'merge' AND c.from_user_key = $3::uuid
    UNION SELECT c.from_user_key FROM user_changes c WHERE c.kind = 'merge' AND c.user_key = $3::uuid)
  AND e.day BETWEEN (($2::timestamptz - interval '1 hour') AT TIME ZONE 'UTC')::date
    AND (($2::timestamptz + interval '7 days') AT TIME ZONE 'UTC')::date
  AND e.occurred_at BETWEEN $2::timestamptz - interval '1 hour' AND $2::timestamptz + interval '7 days'
  AND (e.recommendation_id = $1::text
    OR EXISTS (SELECT FROM unnest(e.impression_ids) AS named (id) WHERE split_part(named.id, '.', 1) = $1::text)
    OR (e.recommendation_id IS NULL AND e.impression_ids = '{}' AND e.item_no > 0
      AND e.occurred_at >= $2::timestamptz AND e.occurred_at < $2::timestamptz + interval '24 hours'
      AND coalesce(i.series_no, e.item_no) IN (SELECT coalesce(s.series_no, shown.item_no)
        FROM unnest($4::int4[]) AS shown (item_no) LEFT JOIN items s ON s.item_no = shown.item_no)))
ORDER BY e.occurred_at, e.event_id LIMIT $5`;

const CHAIN_COLUMNS = `d.recommendation_id, d.served_at, d.route, d.row_ids, cardinality(d.item_no) AS impressions`;

/** The page $1 and all it goes on, the first of the chain first. Tokens hold for a day, and clocks may differ; $2: when the child of $1 was served. */
export const ANCESTORS = `
WITH RECURSIVE up AS (
  SELECT d.parent_id, ${CHAIN_COLUMNS}, 1 AS step FROM decisions d WHERE d.recommendation_id = $1
    AND d.served_at BETWEEN $2::timestamptz - interval '26 hours' AND $2::timestamptz + interval '1 hour'
  UNION ALL
  SELECT d.parent_id, ${CHAIN_COLUMNS}, up.step + 1 FROM up JOIN decisions d ON d.recommendation_id = up.parent_id
    AND d.served_at BETWEEN up.served_at - interval '26 hours' AND up.served_at + interval '1 hour'
  WHERE up.step < 2000
)
SELECT recommendation_id, served_at, route, row_ids, impressions FROM up ORDER BY step DESC`;

/** The pages that go on with $1, which was served at $2. */
export const CHILDREN = `SELECT ${CHAIN_COLUMNS} FROM decisions d WHERE d.parent_id = $1
  AND d.served_at BETWEEN $2::timestamptz - interval '1 hour' AND $2::timestamptz + interval '26 hours'
ORDER BY d.served_at, d.recommendation_id`;
