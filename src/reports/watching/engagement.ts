import { answered, answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { type MetricName, ratiosOf } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { momentLiteral, textLiteral } from '../sql-text.ts';
import { userMeasuresSql } from '../user-measures.ts';
import { countedUserSql, movedSql, viewingSql } from './viewing-sql.ts';

const METRICS: readonly MetricName[] = [
  'viewers',
  'hours',
  'viewer_weeks',
  'hours_per_viewer_week',
  'viewer_titles',
  'titles_per_viewer',
  'day7_before',
  'day7_returned',
  'day7_return',
  'day28_before',
  'day28_returned',
  'day28_return',
];

/** What people watch, wherever they found it. */
export const engagement: Report = {
  name: 'engagement',
  title: 'How much people watch, of how many titles, and whether they come back.',
  metrics: METRICS,
  dimensions: ['day'],
  compares: true,
  plan,
};

const DAY_MS = 86_400_000;
/** How far back is looked for what a viewer had seen of an item, and for who was there: 28 days and one for clocks that change. */
const BACK_MS = 29 * DAY_MS;
const RETURNS = [7, 28] as const;

function plan(request: ReportRequest): ReportPlan {
  const [now, before] = rangesOf(request).map(measured);
  const columns = request.by.map((name) => DIMENSIONS[name]);
  const { compare, fewestUsers } = request;
  const sql = answerSql({
    of: columns,
    columns,
    metrics: METRICS,
    now: now!,
    before: before ?? null,
    absent: fewestUsers > 0 ? 'null' : 'zero',
  });
  const compared = compare === null ? [] : [COMPARED_NOTE];
  return { sql, notes: [...NOTES, ...compared, ...(fewestUsers > 0 ? [small(fewestUsers)] : [])] };
}

/** What is told of one time. Everything happened `laterMs` later than it did, so that its days are those that it is told as. */
function measured(request: RangeRequest): string {
  const { by, tz, origin, fewestUsers, laterMs } = request;
  const [fromMs, toMs] = [request.fromMs + laterMs, request.toMs + laterMs];
  const byDay = by.includes('day');
  const keys = byDay ? ['period', 'day'] : ['period'];
  const using = keys.join(', ');
  const key = (day: string) => (byDay ? `0 AS period, ${day}::text AS day` : '0 AS period');
  const zone = textLiteral(tz);
  const [from, to] = [fromMs, toMs].map(momentLiteral) as [string, string];
  const read = { fromMs: request.fromMs - BACK_MS, toMs: request.toMs, origin };
  const localDay = (time: string) => `(${time} AT TIME ZONE ${zone})::date`;
  const midnight = (day: string) => `(${day}::timestamp AT TIME ZONE ${zone})`;
  const summed = [...new Set(ratiosOf(METRICS).flatMap((ratio) => [ratio.denominator, ratio.numerator]))];
  // Grouped and not joined with itself: the planner takes the few days of a CTE for few users, and would go through all of them for each.
  const returns = RETURNS.map(
    (days) => `
  SELECT ${key('day')}, user_key, ${summed.map((name) => RETURNED[name]?.(days) ?? `0 AS ${name}`).join(', ')}
  FROM (
    SELECT user_key, day, bool_or(is_on) AS is_on
    FROM (SELECT user_key, day + ${days} AS day, false AS is_on FROM active UNION ALL SELECT user_key, day, true FROM active) AS seen
    GROUP BY user_key, day HAVING NOT bool_and(is_on)
  ) AS a JOIN whole_days USING (day)`,
  );
  const enough = fewestUsers > 0 ? `\nWHERE viewers >= ${fewestUsers}` : '';
  // Items once and not once an event (OFFSET 0: else each event looks through all of them for its own), and keys as numbers: what is sorted
  // is as short as it can be.
  return `(WITH items AS MATERIALIZED (
  SELECT item_id, series_id, duration_s FROM v_items
), viewing AS (
  SELECT e.user_key, coalesce(i.series_id, e.item_id) AS title_id, e.occurred_at, ${localDay('e.occurred_at')} AS day,
    greatest(0, seen - coalesce(max(seen) OVER (PARTITION BY e.user_key, e.item_id ORDER BY e.occurred_at, e.event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) * coalesce(i.duration_s, 0) AS watched_s
  FROM (
    SELECT event_id, user_key::uuid AS user_key, item_id, ${movedSql(laterMs)} AS occurred_at,
      coalesce(portion, CASE type WHEN 'complete' THEN 1 ELSE 0 END) AS seen
    FROM v_events
    WHERE ${viewingSql(read)}
    OFFSET 0
  ) AS e LEFT JOIN items AS i USING (item_id)
  WHERE ${countedUserSql('e')}
), active AS (
  SELECT DISTINCT user_key, day FROM viewing
), whole_days AS (
  SELECT s.day::date AS day
  FROM generate_series(${localDay(from)}::timestamp, ${localDay(to)}::timestamp, interval '1 day') AS s (day)
  WHERE ${midnight('s.day')} >= ${from} AND ${midnight("(s.day + interval '1 day')")} <= ${to}
), sums AS (
  SELECT ${key('day')}, user_key, ${summed.map((name) => `${WATCHED[name]?.(fromMs) ?? 0} AS ${name}`).join(',\n    ')}
  FROM viewing WHERE occurred_at >= ${from} GROUP BY ${byDay ? 'day, ' : ''}user_key
  UNION ALL${returns.join('\n  UNION ALL')}
), of_user AS (
  SELECT ${using}, user_key, ${summed.map((name) => `sum(${name}) AS ${name}`).join(', ')} FROM sums GROUP BY ${using}, user_key
), by_user AS (
  SELECT ${using}, user_key, ${summed.map((name) => `${name}::float8 AS ${name}`).join(', ')} FROM of_user
), counted AS (
  SELECT ${using}, ${summed.map((name) => `sum(${name})::${name === 'hours' ? 'float8' : 'bigint'} AS ${name}`).join(', ')}
  FROM of_user GROUP BY ${using}
), ${userMeasuresSql(
    keys,
    METRICS,
    RETURNS.map((days) => `s.day${days}_before_users`),
  )}
SELECT ${[...(byDay ? ['day'] : []), ...answered(METRICS).map((column) => told(column, fewestUsers))].join(', ')}
FROM measured${enough})`;
}

/** What a viewer's sums are, of what was watched from the start of the time on. Hours are summed as numeric: in any order the same. */
const WATCHED: Partial<Record<MetricName, (fromMs: number) => string>> = {
  viewers: () => '1',
  viewer_weeks: (fromMs) =>
    `count(DISTINCT floor(extract(epoch FROM occurred_at - ${momentLiteral(fromMs)}) / ${(7 * DAY_MS) / 1000}))`,
  viewer_titles: () => 'count(DISTINCT title_id)',
  hours: () => 'sum(watched_s::numeric) / 3600',
};

const dayed =
  (of: 7 | 28, name: MetricName, value: string) =>
  (days: number): string =>
    `${days === of ? value : 0} AS ${name}`;
const RETURNED: Partial<Record<MetricName, (days: number) => string>> = {
  day7_before: dayed(7, 'day7_before', '1'),
  day7_returned: dayed(7, 'day7_returned', 'is_on::int'),
  day28_before: dayed(28, 'day28_before', '1'),
  day28_returned: dayed(28, 'day28_returned', 'is_on::int'),
};

/** A return of few is not told. By Kish's number of users, which is never above how many there are. */
const told = (column: string, fewestUsers: number): string => {
  const days = RETURNS.find((one) => column.startsWith(`day${one}_`));
  return fewestUsers === 0 || days === undefined
    ? column
    : `CASE WHEN day${days}_before_users >= ${fewestUsers} THEN ${column} END AS ${column}`;
};

const small = (users: number): string =>
  `Rows of fewer than ${users} viewers, and returns of fewer, are left out (SUPPRESS_SMALL_COUNTS).`;

const NOTES = [
  'Counted from the events (v_events): plays, progress and completions, previews not, however the title was found. Days that RETENTION_DAYS dropped are not counted; flagged users are left out.',
  'Hours are how far a viewer came in an item beyond where they had come in the 28 days before, times the item’s length: what is watched again is not counted again, and an item without a length has none.',
  'A return is looked for on whole days of the zone within the time: of those who watched 7 (28) days before such a day, who watched on it. Told by day, a viewer counts once each day.',
  'The intervals are made from sums by user (shares: Wilson’s score; other ratios: the delta method on the logarithm). Users who were merged count by the keys they watched under.',
];
