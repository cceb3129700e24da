import type { Pool } from 'pg';

/** Empties the log and everything that is counted from it. */
export const TRUNCATE_LOG = `TRUNCATE events, decisions, item_stats, event_days, outcomes, waiting_outcomes, funnel_stats,
  item_funnel, item_exposure, row_funnel, page_funnel, region_plays, viewing_hours, flagged_users`;

const COUNTS = 'served, viewed, clicked, played, completed, watched_s';
const PAGE = 'hour, route, surface, region, rung, ranker_version, arms, origin';
const OUTCOME = 'viewed_at, clicked_at, played_at, portion, completed, hidden, attribution';

/** Everything that is kept of outcomes and funnels, by the views that analysts read. */
export async function rolledUp(pool: Pool) {
  const rows = async (sql: string) => (await pool.query(sql)).rows;
  return {
    outcomes: await rows(`SELECT impression_id, ${OUTCOME} FROM v_outcomes ORDER BY 1`),
    daily:
      await rows(`SELECT day::text AS day, row_id, position, source, ranker_version, origin, ${COUNTS} FROM v_funnel_daily
      ORDER BY 1, 2, 3, 4, 5, 6`),
    hourly: await rows(`SELECT hour, row_id, position, source, ranker_version, origin, ${COUNTS} FROM v_funnel_hourly
      ORDER BY 1, 2, 3, 4, 5, 6`),
    items: await rows(`SELECT hour, item_id, pin_id, origin, ${COUNTS} FROM v_item_funnel_hourly ORDER BY 1, 2, 3, 4`),
    regions: await rows(`SELECT day::text AS day, item_no, region, origin, plays FROM region_plays WHERE plays <> 0
      ORDER BY 1, 2, 3, 4`),
    exposure: await rows('SELECT item_no, origin, served FROM item_exposure WHERE served <> 0 ORDER BY 1, 2'),
    places:
      await rows(`SELECT day::text AS day, surface, row_id, row_index, position, origin, served, scored, viewed, touched,
        scored_score, viewed_score FROM row_funnel
      ORDER BY 1, 2, 3, 4, 5, 6`),
    pages: await rows(`SELECT ${PAGE}, pages, ${COUNTS} FROM v_page_funnel_hourly ORDER BY ${PAGE}`),
    watched: await rows(`SELECT recommendation_id || '.' || row_index || '.' || position AS impression_id, watched_s
      FROM v_impression_outcomes ORDER BY 1`),
    viewing: await rows(
      `SELECT hour, user_key, item_id, item_no, origin, portion FROM v_viewing_hourly ORDER BY 1, 2, 4, 5`,
    ),
    waiting: await rows('SELECT * FROM waiting_outcomes ORDER BY recommendation_id, row_index, position'),
  };
}

/** The same but what waits, computed from the raw log by the views that define it (migration 0004). */
export async function computedFromLog(pool: Pool) {
  const rows = async (sql: string) => (await pool.query(sql)).rows;
  const counts = `count(*) AS served, count(o.viewed_at) AS viewed, count(o.clicked_at) AS clicked, count(o.played_at) AS played,
    count(*) FILTER (WHERE o.completed) AS completed, coalesce(sum(o.watched_s), 0)::int8 AS watched_s`;
  const shown = 'FROM v_impressions i LEFT JOIN impression_outcomes o USING (impression_id)';
  const funnel = (time: string) => `SELECT ${time}, row_id, position, source, ranker_version, origin, ${counts} ${shown}
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`;
  const place = `CASE WHEN row_id LIKE 'because-you-watched:%' THEN 'because-you-watched' ELSE row_id END AS row_id`;
  const scored = "i.ranker_version IS NOT NULL AND i.pin_id IS NULL AND i.score <> 'NaN'";
  const millionths =
    'CASE WHEN i.score < 0 THEN 0 WHEN i.score > 1 THEN 1000000 ELSE round(i.score::float8 * 1000000) END';
  const hour = `date_trunc('hour', i.served_at, 'UTC') AS hour`;
  return {
    outcomes: await rows(`SELECT impression_id, o.viewed_at, o.clicked_at, o.played_at, o.portion,
      coalesce(o.completed, false) AS completed, coalesce(o.hidden, false) AS hidden, o.attribution ${shown} ORDER BY 1`),
    watched: await rows(`SELECT impression_id, coalesce(o.watched_s, 0) AS watched_s ${shown} ORDER BY 1`),
    viewing:
      await rows(`SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, user_key::uuid AS user_key, item_id, item_no, origin,
        max(CASE WHEN portion IS NOT NULL THEN portion WHEN type = 'complete' THEN 1 ELSE 0 END) AS portion
      FROM v_events WHERE type IN ('play', 'progress', 'complete') AND trigger <> 'preview' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 4, 5`),
    daily: await rows(funnel(`(i.served_at AT TIME ZONE 'UTC')::date::text AS day`)),
    hourly: await rows(funnel(hour)),
    items: await rows(
      `SELECT ${hour}, item_id, pin_id, origin, ${counts} ${shown} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    ),
    exposure: await rows('SELECT item_no, origin, count(*) AS served FROM v_impressions GROUP BY 1, 2 ORDER BY 1, 2'),
    places:
      await rows(`SELECT (served_at AT TIME ZONE 'UTC')::date::text AS day, surface, ${place}, row_index, position, origin,
        count(*)::int4 AS served, count(*) FILTER (WHERE ${scored})::int4 AS scored, count(o.viewed_at) FILTER (WHERE ${scored})::int4 AS viewed,
        count(coalesce(o.clicked_at, o.played_at)) FILTER (WHERE ${scored})::int4 AS touched,
        coalesce(sum(${millionths}) FILTER (WHERE ${scored}), 0)::int8 AS scored_score,
        coalesce(sum(${millionths}) FILTER (WHERE ${scored} AND o.viewed_at IS NOT NULL), 0)::int8 AS viewed_score ${shown}
      WHERE route = 'home' AND parent_id IS NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`),
    pages: await rows(`SELECT ${hour}, route, surface, region, rung, ranker_version, arms, origin,
      count(DISTINCT recommendation_id)::int4 AS pages, ${counts} ${shown} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY ${PAGE}`),
    regions:
      await rows(`SELECT (served_at AT TIME ZONE 'UTC')::date::text AS day, item_no, region, origin, count(*)::int4 AS plays
      ${shown} WHERE o.played_at IS NOT NULL AND region IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`),
  };
}
