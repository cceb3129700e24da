import { answered, answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { withinSql } from '../counts/count-pieces.ts';
import { dimensionSql, fromOf, PAGES, shown } from '../counts/count-sources.ts';
import { type MetricName, metricOf, ratiosOf } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { userMeasuresSql } from '../user-measures.ts';

const METRICS: readonly MetricName[] = [
  'pages',
  'r0_pages',
  'r1_pages',
  'r2_pages',
  'r3_pages',
  'r4_pages',
  'r5_pages',
  'r0_share',
  'r1_share',
  'r2_share',
  'r3_share',
  'r4_share',
  'r5_share',
  'degraded_pages',
  'degraded_share',
  'slots_asked',
  'slots_filled',
  'fill_rate',
  'withheld',
  'withheld_per_page',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'median_stats_age',
  'p95_stats_age',
  'median_model_age',
];

/** How well pages are made: from which rung, how full, how fast, from how fresh a view of the world. */
export const service: Report = {
  name: 'service',
  title: 'How pages are made: on which rung, how full, how fast, and from what that is how old.',
  metrics: METRICS,
  dimensions: PAGES.dimensions,
  compares: true,
  plan,
};

function plan(request: ReportRequest): ReportPlan {
  const { by, compare, fewestUsers } = request;
  const columns = by.map((name) => DIMENSIONS[name]);
  const [now, before] = rangesOf(request).map((range) => measured(range, columns));
  const sql = answerSql({
    of: by.map((name) => shown(name, DIMENSIONS[name])),
    columns,
    metrics: METRICS,
    now: now!,
    before: before ?? null,
    absent: fewestUsers > 0 ? 'null' : 'zero',
  });
  const notes = [...NOTES];
  if (by.includes('arm')) notes.push('An arm is experiment:arm. A page in several experiments counts in each of them.');
  if (compare !== null) notes.push(COMPARED_NOTE);
  if (fewestUsers > 0) {
    notes.push(`Groups of fewer than ${fewestUsers} users, other than none, are left out (SUPPRESS_SMALL_COUNTS).`);
  }
  return { sql, notes };
}

/** Groups of one time, with what is told of each. Pages are read once. */
function measured(request: RangeRequest, columns: readonly string[]): string {
  const { by, tz, fromMs, toMs, laterMs, fewestUsers } = request;
  const keys = ['period', ...columns];
  const using = keys.join(', ');
  const of = [
    '0 AS period',
    ...by.map((name) => `${dimensionSql(name, PAGES, tz, laterMs)} AS ${DIMENSIONS[name]}`),
  ].join(', ');
  const ofPages = METRICS.filter((name) => metricOf(name).kind !== 'ratio');
  const parts = [...new Set(ratiosOf(METRICS).flatMap(({ numerator, denominator }) => [numerator, denominator]))];
  const enough = fewestUsers > 0 ? `\nWHERE named_users = 0 OR named_users >= ${fewestUsers}` : '';
  return `(WITH page AS MATERIALIZED (
  SELECT ${of}, user_key, recommendation_id, ${columns.includes('rung') ? '' : 'rung, '}slots, slots_asked, withheld, took_ms, stats_age_s, model_age_s
  FROM ${fromOf(PAGES, by)}
  WHERE ${withinSql({ source: PAGES, fromMs, untilMs: toMs }, request.origin)}
), counted AS (
  SELECT ${using}, count(DISTINCT user_key) FILTER (WHERE user_key <> ${NOBODY}) AS named_users,
    ${ofPages.map((name) => `${metricOf(name).sql} AS ${name}`).join(',\n    ')}
  FROM page GROUP BY ${using}
), by_user AS (
  SELECT ${using}, ${parts.map((name) => `(${metricOf(name).sql})::float8 AS ${name}`).join(',\n    ')}
  FROM page GROUP BY ${using}, CASE WHEN user_key = ${NOBODY} THEN recommendation_id ELSE user_key END
), ${userMeasuresSql(keys, METRICS, ['c.named_users'])}
SELECT ${[...columns, ...answered(METRICS)].join(', ')} FROM measured${enough})`;
}

/** Whose pages nobody's are. */
const NOBODY = "uuid '00000000-0000-0000-0000-000000000000'";

const NOTES = [
  'Counted from the log (v_pages): one row a page, also one that shows nothing. Days that RETENTION_DAYS dropped are not counted; shares of rungs are kept for longer (ctr by rung, v_page_funnel_hourly).',
  'Times are of making a page, from the parsed request to the finished body, without the network; pages that were served again count as they are.',
  'Slots asked are the rows of the request times its items; pages of releases that did not note them are in neither side of the fill rate. What is shown beyond what was asked (rows that pins insert) fills no slot.',
  'Ages: of the counts that popularity and trends are computed from, and of the model’s package, when the page was made. How old a user’s state was is not logged page by page: it is up to date on R0, the last that the process saw on R1, and not there on R2; `report skew` compares a sample of pages with what was known.',
  'ci95 is made from sums by user, since pages of one user are not independent; a page for nobody stands for itself.',
];
