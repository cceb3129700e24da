/** Pages: $1, $2 the range, $3 percent of the blocks. The arrays are looked at where they lie. */
export const PAGES = `
WITH read AS MATERIALIZED (
  SELECT d.recommendation_id::text AS id,
    NOT (cardinality(d.item_no) = ALL (ARRAY[cardinality(d.row_index), cardinality(d.position), cardinality(d.source),
      cardinality(d.score), cardinality(d.propensity), cardinality(d.explored), cardinality(d.pin_no),
      cardinality(d.displaced_item_no)])) AS unequal,
    (SELECT count(*) <> count(DISTINCT (s.row_index, s.position))
        OR coalesce(max(s.row_index) >= cardinality(d.row_ids) OR min(s.row_index) < 0, false)
      FROM unnest(d.row_index, d.position) AS s (row_index, position)) AS crooked,
    (SELECT count(*) FROM decisions o
      WHERE o.served_at = d.served_at AND o.recommendation_id = d.recommendation_id) > 1 AS repeated
  FROM decisions d TABLESAMPLE SYSTEM ($3::real) REPEATABLE (1)
  WHERE d.served_at >= $1::timestamptz AND d.served_at < $2::timestamptz
)
SELECT count(*) AS rows, ${counts('read', { unequal: 'unequal', crooked: 'crooked', repeated: 'repeated' }, 'id')}
FROM read`;

/**
 * Events: $1, $2 the range, $3 percent of the blocks, $4 what was received before is asked for its page. A page is looked for about the
 * time in its id (a UUIDv7), which finds its partition; only what is not there is looked for everywhere.
 */
export const EVENTS = `
WITH kept AS (
  SELECT first_day::timestamp AT TIME ZONE 'UTC' AS since,
    (SELECT events_before - 2 FROM log_checkpoint)::timestamp AT TIME ZONE 'UTC' AS dropped_before
  FROM installation
), read AS MATERIALIZED (
  SELECT e.event_id AS id, e.impression_ids, e.received_at,
    e.origin <> 'import' AND e.received_at > e.occurred_at + interval '1 hour' AS late_by_hour,
    e.origin <> 'import' AND e.received_at > e.occurred_at + interval '1 day' AS late_by_day,
    e.occurred_at > e.received_at + interval '10 minutes' AS early,
    EXISTS (SELECT FROM events o WHERE o.day = e.day - 1 AND o.event_id = e.event_id)
      OR EXISTS (SELECT FROM events o WHERE o.day = e.day + 1 AND o.event_id = e.event_id) AS repeated
  FROM events e TABLESAMPLE SYSTEM ($3::real) REPEATABLE (1)
  WHERE e.occurred_at >= $1::timestamptz AND e.occurred_at < $2::timestamptz
    AND e.day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND e.day <= ($2::timestamptz AT TIME ZONE 'UTC')::date
), named AS MATERIALIZED (
  SELECT n.impression_id, part.page,
    CASE WHEN pg_input_is_valid(split_part(n.impression_id, '.', 2), 'smallint')
      THEN split_part(n.impression_id, '.', 2)::smallint END AS row_index,
    CASE WHEN pg_input_is_valid(split_part(n.impression_id, '.', 3), 'smallint')
      THEN split_part(n.impression_id, '.', 3)::smallint END AS position,
    to_timestamp(('x' || lpad(left(replace(part.page::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0) AS made_at
  FROM read r
  CROSS JOIN LATERAL unnest(r.impression_ids) AS n (impression_id)
  CROSS JOIN LATERAL (SELECT CASE WHEN pg_input_is_valid(split_part(n.impression_id, '.', 1), 'uuid')
    THEN split_part(n.impression_id, '.', 1)::uuid END AS page) AS part
  WHERE r.received_at < $4::timestamptz
), looked AS MATERIALIZED (
  -- NULL: there is no such page.
  SELECT n.impression_id AS id, n.made_at, coalesce(
    (SELECT ${hasSlot('n')} FROM decisions d WHERE d.recommendation_id = n.page
      AND d.served_at >= n.made_at - interval '1 day' AND d.served_at < n.made_at + interval '1 day' LIMIT 1),
    (SELECT ${hasSlot('n')} FROM decisions d WHERE d.recommendation_id = n.page LIMIT 1)) AS has_slot
  FROM named n
), judged AS MATERIALIZED (
  SELECT l.id, l.has_slot IS NULL AND NOT coalesce(l.made_at >= k.since AND l.made_at < k.dropped_before, false) AS unknown_page,
    l.has_slot IS FALSE AS unknown_slot
  FROM looked l CROSS JOIN kept k
), names AS (
  SELECT count(*) AS named, ${counts('judged', { unknown_pages: 'unknown_page', unknown_slots: 'unknown_slot' }, 'id')} FROM judged
)
SELECT count(*) AS rows, count(*) FILTER (WHERE late_by_hour) AS late_by_hour, count(*) FILTER (WHERE late_by_day) AS late_by_day,
  ${counts('read', { early: 'early', repeated: 'repeated' }, 'id')},
  (SELECT named FROM names) AS named,
  (SELECT unknown_pages FROM names) AS unknown_pages, (SELECT unknown_pages_examples FROM names) AS unknown_pages_examples,
  (SELECT unknown_slots FROM names) AS unknown_slots, (SELECT unknown_slots_examples FROM names) AS unknown_slots_examples
FROM read`;

/** Outcomes: $1, $2 the range, $3 percent of the blocks. */
export const OUTCOMES = `
WITH read AS MATERIALIZED (
  SELECT o.recommendation_id || '.' || o.row_index || '.' || o.position AS id,
    NOT EXISTS (SELECT FROM decisions d WHERE d.served_at = o.served_at AND d.recommendation_id = o.recommendation_id) AS orphaned
  FROM outcomes o TABLESAMPLE SYSTEM ($3::real) REPEATABLE (1)
  WHERE o.served_at >= $1::timestamptz AND o.served_at < $2::timestamptz
)
SELECT count(*) AS rows, ${counts('read', { orphaned: 'orphaned' }, 'id')} FROM read`;

/** One look into the index a minute, however many pages there are. */
export const EMPTY_MINUTES = `
WITH kept AS (
  SELECT greatest($1::timestamptz, (SELECT (events_before - 2)::timestamp AT TIME ZONE 'UTC' FROM log_checkpoint)) AS since
)
SELECT (extract(epoch FROM k.since) * 1000)::float8 AS since_ms, ARRAY(
  SELECT (extract(epoch FROM m.minute) * 1000)::float8
  FROM generate_series(date_trunc('minute', k.since + interval '59.999999 seconds', 'UTC'), $2::timestamptz - interval '1 minute', interval '1 minute')
    AS m (minute)
  WHERE NOT EXISTS (SELECT FROM decisions d
    WHERE d.served_at >= m.minute AND d.served_at < m.minute + interval '1 minute' AND d.origin = 'app')
  ORDER BY m.minute
) AS minutes
FROM kept k`;

export const HOURS = `
SELECT (extract(epoch FROM f.hour) * 1000)::float8 AS hour_ms, sum(f.served)::float8 AS served,
  sum(f.viewed + f.clicked + f.played)::float8 AS acted
FROM funnel_stats f
WHERE f.hour >= $1::timestamptz AND f.hour < $2::timestamptz AND f.origin = 'app'
GROUP BY f.hour HAVING sum(f.served) > 0 ORDER BY f.hour`;

function hasSlot(named: string): string {
  return `EXISTS (SELECT FROM unnest(d.row_index, d.position) AS s (row_index, position)
    WHERE s.row_index = ${named}.row_index AND s.position = ${named}.position)`;
}

/** For each name how many rows meet its condition, and five of them. */
export function counts(from: string, conditions: Readonly<Record<string, string>>, id: string): string {
  return Object.entries(conditions)
    .map(
      ([name, condition]) => `count(*) FILTER (WHERE ${from}.${condition}) AS ${name},
    ARRAY(SELECT x.${id} FROM ${from} x WHERE x.${condition} ORDER BY x.${id} LIMIT 5) AS ${name}_examples`,
    )
    .join(', ');
}
