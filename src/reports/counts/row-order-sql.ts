import { DIMENSIONS, type DimensionName } from '../report.ts';
import type { Beside } from './beside.ts';
import { dimensionSql, fromOf, PAGES, SLOTS } from './count-sources.ts';

/**
 * Where groups of slots stood: on how many home pages, in which row from the top, and whether anybody came as far. From the pages of a
 * share of the users: each page counts once a group, however many slots it has there. Shares have Wilson's interval with the design of
 * spreadSql(); as users without the group count as well, sum (c - R n)^2 is written out. Numbers of pages are told by windows: what is
 * known of the size of these is too little to choose a join by.
 */
export const rowOrder: Beside = {
  metrics: ['mean_row_index', 'median_row_index', 'row_page_share', 'row_reach'],
  most: { inAll: 150_000, byItem: 60_000 },
  ctes: ({ by, tz, ranges, condition, only }) => {
    const columns = by.map((name) => DIMENSIONS[name]);
    const keys = ['period', ...columns].join(', ');
    const ofPage = ['period', ...by.filter(isOfPages).map((name) => DIMENSIONS[name])].join(', ');
    const pages = ranges.map(
      (range, period) => `
  SELECT ${[`${period} AS period`, ...by.map((name) => `${dimensionSql(name, SLOTS, tz, range.laterMs)} AS ${DIMENSIONS[name]}`)].join(', ')},
    user_key, recommendation_id, min(row_index) AS row_index, (count(viewed_at) > 0)::int AS reached
  FROM ${fromOf(SLOTS, by)}
  WHERE ${condition(range)}${only} AND route = 'home'
    AND recommendation_id NOT IN (SELECT recommendation_id FROM ${PAGES.view} WHERE ${condition(range)} AND num_nonnulls(parent_id) = 1)
  GROUP BY ${Array.from({ length: columns.length + 3 }, (_, at) => at + 1).join(', ')}`,
    );
    // num_nonnulls: the index over parent_id knows no times, and would be read for all of a day.
    return `by_page AS MATERIALIZED (${pages.join('\n  UNION ALL')}
), all_pages AS (
  SELECT ${ofPage}, count(*) AS users, sum(pages) AS pages, sum(pages ^ 2) AS squared
  FROM (SELECT ${ofPage}, user_key, count(DISTINCT recommendation_id)::float8 AS pages FROM by_page GROUP BY ${ofPage}, user_key) AS of_user
  GROUP BY ${ofPage}
), numbered AS (
  SELECT *, dense_rank() OVER (PARTITION BY ${ofPage}, user_key ORDER BY recommendation_id) AS page_no FROM by_page
), with_user AS (
  SELECT *, max(page_no) OVER (PARTITION BY ${ofPage}, user_key) AS pages_of_user FROM numbered
), with_group AS (
  SELECT ${keys}, user_key, count(*)::float8 AS pages, sum(reached)::float8 AS reached, max(pages_of_user)::float8 AS pages_of_user
  FROM with_user GROUP BY ${keys}, user_key
), placed AS (
  SELECT ${keys}, avg(row_index)::float8 AS mean_row_index, percentile_disc(0.5) WITHIN GROUP (ORDER BY row_index) AS median_row_index
  FROM by_page GROUP BY ${keys}
), page_sums AS (
  SELECT ${keys}, count(*) AS users, sum(pages) AS pages, sum(reached) AS reached, sum(pages ^ 2) AS squared, sum(reached ^ 2) AS reached_squared,
    sum(reached * pages) AS reached_pages, sum(pages * pages_of_user) AS pages_all
  FROM with_group GROUP BY ${keys}
), row_order AS (
  SELECT ${keys}, p.mean_row_index, p.median_row_index, g.pages / a.pages AS row_page_share,
    ${shareSql('g.pages', 'a.pages', 'g.squared', 'g.pages_all', 'a.squared', 'a.users')} AS row_page_share_ci95,
    g.reached / g.pages AS row_reach,
    ${shareSql('g.reached', 'g.pages', 'g.reached_squared', 'g.reached_pages', 'g.squared', 'g.users')} AS row_reach_ci95
  FROM page_sums AS g JOIN placed AS p USING (${keys}) JOIN all_pages AS a USING (${ofPage})
)`;
  },
  table: 'row_order',
  notes: [
    'Where a row stood, how many pages had it and how many page views came as far are told by users, page by page from the log: of home pages that continue no other. Row 0 is the top. A row that stands nowhere else, or on days that the log has dropped, has null.',
  ],
};

/** Whether it is the same for all slots of a page. */
const isOfPages = (name: DimensionName): boolean => PAGES.dimensions.includes(name);

/** Wilson's interval of c of n, from sums over users: of c^2, c n and n^2. */
const shareSql = (c: string, n: string, cc: string, cn: string, nn: string, users: string): string => {
  const spread = `(${cc} - 2 * ${c} / ${n} * ${cn} + (${c} / ${n}) ^ 2 * ${nn}) * ${users} / nullif(${users} - 1, 0)`;
  const design = `${spread} / nullif(${c} * (1 - ${c} / ${n}), 0)`;
  // Few users, or none who differs: a user counts as one.
  const few = `greatest(${design}, ${nn} / ${n})`;
  return `share_ci95(${c}, ${n}, CASE WHEN ${n} ^ 2 / ${nn} >= 20 THEN coalesce(${design}, ${nn} / ${n}) ELSE ${few} END, ${n} ^ 2 / ${nn} - 1)`;
};
