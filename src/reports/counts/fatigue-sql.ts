import type { RangeRequest } from '../answer-sql.ts';
import { DIMENSIONS } from '../report.ts';
import { momentLiteral, textLiteral } from '../sql-text.ts';
import { dimensionSql, fromOf, PAGES, SLOTS } from './count-sources.ts';

/** Days within which a page that had the title counts as having shown it before. */
export const EXPOSURE_DAYS = 14;
/** So many and more are one. */
export const MOST_EXPOSURES = 10;
/** With fewer first times an item's own rate is noise: such items have one between them. */
const TOLD_APART = 30;
/** Rounds of fitting items and places in turns: after five what they move by is far below what chance does. */
const ROUNDS = 5;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * CTEs that end in `by_user`: one row a user, group and exposure, with what was served and clicked, and for the effect of the exposure the two
 * sides of a contrast within pages. Let e be what first exposures of an item in a place get from everybody (item times place, fitted in turns
 * on first exposures). On each page what was clicked of slots at this exposure is held against what was clicked of those that the user saw
 * for the first time, each for its e: the rate ratio of Mantel and Haenszel (1959; of person-time, Rothman and Boice 1982) with a stratum
 * each page and expected clicks for time, c_n E_1 / E above and c_1 E_n / E below. So neither that eager users are shown more, nor that better
 * titles in better places are, is taken for an effect. Within pages and not within users, as what was clicked decides what is shown later:
 * a page is what it is when its clicks are still to come.
 */
export function exposuresSql(request: RangeRequest, sampled: string): string {
  const { by, tz, fromMs, toMs, laterMs, origin } = request;
  const columns = by.map((name) => DIMENSIONS[name]);
  const listed = columns.map((column) => `${column}, `).join('');
  const values = by.map((name) => `${dimensionSql(name, SLOTS, tz, laterMs)} AS of_${DIMENSIONS[name]}, `).join('');
  const renamed = columns.map((column) => `of_${column} AS ${column}, `).join('');
  // As FULL JOINs they are hashed whatever is known of the sizes; they leave nothing over, since every slot is in a cell.
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const [from, rate] =
      round === 0 ? ['cells', ''] : [`cells FULL JOIN places_${round} USING (place)`, ' * place_rate'];
    return `items_${round + 1} AS MATERIALIZED (
  SELECT of_item, sum(first_clicked) / nullif(sum(first_served${rate}), 0) AS item_rate FROM ${from} GROUP BY of_item
), places_${round + 1} AS MATERIALIZED (
  SELECT place, sum(first_clicked) / nullif(sum(first_served * item_rate), 0) AS place_rate
  FROM cells FULL JOIN items_${round + 1} USING (of_item) GROUP BY place
)`;
  });
  const within = (
    from: number,
    until: number,
  ) => `served_at >= ${momentLiteral(from)} AND served_at < ${momentLiteral(until)}
    AND origin = ${textLiteral(origin)} AND user_key <> uuid '${NOBODY}'${sampled}`;
  // Of what was shown before the time only what the same user saw within it, too, and that at all: pages have it without what came of it.
  return `shown AS MATERIALIZED (
  SELECT ${values}user_key, item_no AS shown_item, recommendation_id AS page, served_at AS at, (clicked_at IS NOT NULL)::int AS was_clicked,
    surface || ' ' || least(row_index, 9) || ' ' || least(position, 11) AS place
  FROM ${fromOf(SLOTS, by)}
  WHERE ${within(fromMs, toMs)}
), slots AS (
  SELECT * FROM shown
  UNION ALL
  SELECT ${columns.map(() => 'NULL, ').join('')}user_key, shown_item, page, at, NULL, NULL
  FROM (
    SELECT user_key, unnest(item_nos) AS shown_item, recommendation_id AS page, served_at AS at
    FROM ${PAGES.view}
    WHERE ${within(fromMs - EXPOSURE_DAYS * 86_400_000, fromMs)}
  ) AS before
  WHERE (user_key, shown_item) IN (SELECT user_key, shown_item FROM shown)
), by_page AS (
  SELECT *, (lag(page) OVER (PARTITION BY user_key, shown_item ORDER BY at, page) IS DISTINCT FROM page)::int AS is_another
  FROM slots
), exposed AS (
  SELECT *, least(sum(is_another) OVER (PARTITION BY user_key, shown_item ORDER BY at
    RANGE BETWEEN interval '${EXPOSURE_DAYS} days' PRECEDING AND CURRENT ROW), ${MOST_EXPOSURES})::int AS exposure
  FROM by_page
), exposed_in_range AS MATERIALIZED (
  SELECT * FROM exposed WHERE at >= ${momentLiteral(fromMs)}
), first_times AS (
  SELECT shown_item, count(*) FILTER (WHERE exposure = 1) AS times FROM exposed_in_range GROUP BY shown_item
), in_range AS MATERIALIZED (
  SELECT *, CASE WHEN times >= ${TOLD_APART} THEN shown_item ELSE 0 END AS of_item
  FROM exposed_in_range FULL JOIN first_times USING (shown_item)
), cells AS MATERIALIZED (
  SELECT of_item, place, count(*) FILTER (WHERE exposure = 1)::float8 AS first_served,
    coalesce(sum(was_clicked) FILTER (WHERE exposure = 1), 0)::float8 AS first_clicked
  FROM in_range GROUP BY of_item, place
), ${rounds.join(', ')}, rated AS (
  SELECT s.*, item_rate * place_rate AS expected
  FROM in_range AS s FULL JOIN items_${ROUNDS} USING (of_item) FULL JOIN places_${ROUNDS} USING (place)
), page_sums AS (
  SELECT page, sum(expected) AS page_expected, sum(expected) FILTER (WHERE exposure = 1) AS page_first_expected,
    sum(was_clicked) FILTER (WHERE exposure = 1 AND expected IS NOT NULL) AS page_first_clicked
  FROM rated GROUP BY page
), of_page AS (
  SELECT * FROM rated FULL JOIN page_sums USING (page)
), by_user AS (
  SELECT 0 AS period, ${renamed}exposure, user_key, count(*)::float8 AS served, sum(was_clicked)::float8 AS clicked,
    coalesce(sum(was_clicked * page_first_expected / nullif(page_expected, 0)) FILTER (WHERE expected IS NOT NULL), 0)::float8 AS exposure_clicks,
    coalesce(sum(page_first_clicked * expected / nullif(page_expected, 0)), 0)::float8 AS exposure_expected
  FROM of_page GROUP BY ${listed}exposure, user_key
)`;
}
