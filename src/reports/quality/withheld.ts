import { answered, answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { withinSql } from '../counts/count-pieces.ts';
import { dimensionSql, fromOf, PAGES, shown } from '../counts/count-sources.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { userMeasuresSql } from '../user-measures.ts';

const METRICS: readonly MetricName[] = ['withheld', 'withheld_pages', 'pages', 'withheld_share'];

/** One table row a reason: why pins that were due did not stand. */
export const withheld: Report = {
  name: 'withheld',
  title: 'Why pins that wanted a slot did not get it, the most frequent reason first.',
  metrics: METRICS,
  dimensions: [...PAGES.dimensions, 'pin'],
  compares: true,
  plan,
};

function plan(request: ReportRequest): ReportPlan {
  const { by, compare, fewestUsers } = request;
  const columns = ['reason', ...by.map((name) => DIMENSIONS[name])];
  const [now, before] = rangesOf(request).map((range) => measured(range, columns));
  const sql = answerSql({
    of: ['reason', ...by.map((name) => shown(name, DIMENSIONS[name]))],
    columns,
    metrics: METRICS,
    now: now!,
    before: before ?? null,
    orderBy: [...columns.filter((column) => column === 'day'), 'coalesce(n.withheld, 0) DESC'],
    absent: 'null',
  });
  const notes = [...NOTES, ...(compare === null ? [] : [COMPARED_NOTE])];
  if (fewestUsers > 0)
    notes.push(`Reasons that fewer than ${fewestUsers} users met are left out (SUPPRESS_SMALL_COUNTS).`);
  return { sql, notes };
}

/** Groups of one time. A user counts in each with all pages of what else the group is of, withheld from or not. */
function measured(request: RangeRequest, columns: readonly string[]): string {
  const { tz, fromMs, toMs, laterMs, fewestUsers } = request;
  const by = request.by.filter((name) => name !== 'pin');
  const ofPage = ['period', ...by.map((name) => DIMENSIONS[name])].join(', ');
  const keys = ['period', ...columns];
  const using = keys.join(', ');
  const said = [
    '0 AS period',
    ...by.map((name) => `${dimensionSql(name, PAGES, tz, laterMs)} AS ${DIMENSIONS[name]}`),
  ].join(', ');
  const pin = request.by.includes('pin') ? ", w ->> 'pinId' AS pin_id" : '';
  const enough = fewestUsers > 0 ? ` WHERE named_users = 0 OR named_users >= ${fewestUsers}` : '';
  return `(WITH page AS MATERIALIZED (
  SELECT ${said}, recommendation_id, withheld, user_key <> ${NOBODY} AS is_named,
    CASE WHEN user_key = ${NOBODY} THEN recommendation_id ELSE user_key END AS user_key
  FROM ${fromOf(PAGES, by)}
  WHERE ${withinSql({ source: PAGES, fromMs, untilMs: toMs }, request.origin)}
), user_pages AS (
  SELECT ${ofPage}, user_key, is_named, count(*) AS pages FROM page GROUP BY ${ofPage}, user_key, is_named
), met AS (
  SELECT ${using}, user_key, count(*) AS withheld, count(DISTINCT recommendation_id) AS withheld_pages
  FROM (SELECT page.*, w ->> 'reason' AS reason${pin} FROM page CROSS JOIN LATERAL jsonb_array_elements(withheld) AS w) AS each
  GROUP BY ${using}, user_key
), by_user AS MATERIALIZED (
  SELECT ${using}, u.user_key, u.is_named, u.pages::float8 AS pages, coalesce(m.withheld, 0) AS withheld,
    coalesce(m.withheld_pages, 0)::float8 AS withheld_pages
  FROM (SELECT DISTINCT ${using} FROM met) AS g JOIN user_pages AS u USING (${ofPage}) LEFT JOIN met AS m USING (${using}, user_key)
), counted AS (
  SELECT ${using}, sum(withheld)::bigint AS withheld, sum(withheld_pages)::bigint AS withheld_pages, sum(pages)::bigint AS pages,
    count(*) FILTER (WHERE is_named AND withheld_pages > 0) AS named_users
  FROM by_user GROUP BY ${using}
), ${userMeasuresSql(keys, METRICS, ['c.named_users'])}
SELECT ${[...columns, ...answered(METRICS)].join(', ')} FROM measured${enough})`;
}

/** Whose pages nobody's are. */
const NOBODY = "uuid '00000000-0000-0000-0000-000000000000'";

const NOTES = [
  'Counted from the log (v_pages): one row a page, its `withheld` laid out. A pin that is due twice on a page is withheld twice, and the page counts once. Days that RETENTION_DAYS dropped are not counted.',
  '`pages` are all pages of what the row is told by beside reason and pin; of these the share is. Reasons that never held have no row: previous_ is null then.',
  'ci95 is made from sums by user, since pages of one user are not independent; a page for nobody stands for itself.',
];
