import { answered, answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { cutHours, HOUR_MS, midnights } from '../cut-hours.ts';
import { type MetricName, ratiosOf } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { momentLiteral, textLiteral } from '../sql-text.ts';
import { userMeasuresSql } from '../user-measures.ts';
import { viewingPieces } from './viewing-pieces.ts';
import { countedUserSql, dayMovedSql, viewingSql } from './viewing-sql.ts';

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

const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
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
  const { by, tz, origin, fewestUsers, fromMs, toMs, laterMs } = request;
  const byDay = by.includes('day');
  const keys = byDay ? ['period', 'day'] : ['period'];
  const using = keys.join(', ');
  const key = (day: string) => (byDay ? `0 AS period, ${day}::text AS day` : '0 AS period');
  const zone = textLiteral(tz);
  const [from, to] = [fromMs + laterMs, toMs + laterMs].map(momentLiteral) as [string, string];
  const midnight = (day: string) => `(${day}::timestamp AT TIME ZONE ${zone})`;
  const day = dayMovedSql(tz, laterMs);
  const backMs = Math.floor((fromMs - BACK_MS) / HOUR_MS) * HOUR_MS;
  const midnightsMs = midnights({ ...request, fromMs: backMs });
  // Where days begin with an hour, whole ones have none that is not over.
  const untilMs =
    cutHours(midnightsMs).length > 0 ? toMs : Math.max(backMs + HOUR_MS, Math.floor(toMs / HOUR_MS) * HOUR_MS);
  const cutsMs = byDay ? midnightsMs : [];
  const weekMs = weekStarts(fromMs, toMs);
  const isOneWeek = weekMs.length === 1;
  const week = `floor(extract(epoch FROM happened_at - ${momentLiteral(fromMs)}) / ${WEEK_MS / 1000})`;
  const seenBy = ['user_key', 'item_no', ...(byDay ? ['day'] : [])].join(', ');
  const summed = [...new Set(ratiosOf(METRICS).flatMap((ratio) => [ratio.denominator, ratio.numerator]))];
  const told = (sums: Partial<Record<MetricName, string>>) =>
    summed.map((name) => `${sums[name] ?? 0} AS ${name}`).join(', ');
  // Grouped and not joined with itself: the planner takes the few days of a CTE for few users, and would go through all of them for each.
  const returns = RETURNS.map(
    (days) => `
  SELECT ${key('day')}, user_key, ${told({ [`day${days}_before`]: '1', [`day${days}_returned`]: 'is_on::int' })}
  FROM (
    SELECT user_key, day, bool_or(is_on) AS is_on
    FROM (SELECT user_key, day + ${days} AS day, false AS is_on FROM active UNION ALL SELECT user_key, day, true FROM active) AS seen
    JOIN whole_days USING (day)
    GROUP BY user_key, day HAVING NOT bool_and(is_on)
  ) AS a`,
  );
  const enough = fewestUsers > 0 ? `\nWHERE viewers >= ${fewestUsers}` : '';
  return `(WITH items AS MATERIALIZED (
  SELECT item_no, coalesce(series_no, item_no) AS title_no, duration_s FROM v_items
), watched AS MATERIALIZED (
  SELECT user_key, item_no, ${byDay ? `${day} AS day, ` : ''}max(seen) AS seen
  FROM (
    ${viewingSql(viewingPieces(fromMs, toMs, cutsMs), origin)}
  ) AS v
  GROUP BY ${seenBy}
), before AS (
  SELECT user_key, item_no, max(seen) AS seen
  FROM (
    ${viewingSql(viewingPieces(backMs, fromMs), origin)}
  ) AS v
  WHERE (user_key, item_no) IN (SELECT user_key, item_no FROM watched)
  GROUP BY user_key, item_no
), gained AS (
  SELECT ${seenBy}, greatest(0, w.seen - greatest(coalesce(b.seen, 0)${byDay ? `, coalesce(${EARLIER}, 0)` : ''})) AS portion
  FROM watched AS w LEFT JOIN before AS b USING (user_key, item_no)
), whole_days AS (
  SELECT s.day::date AS day
  FROM generate_series((${from} AT TIME ZONE ${zone})::date::timestamp, (${to} AT TIME ZONE ${zone})::date::timestamp, interval '1 day') AS s (day)
  WHERE ${midnight('s.day')} >= ${from} AND ${midnight("(s.day + interval '1 day')")} <= ${to}
), active AS MATERIALIZED (
  SELECT DISTINCT user_key, ${day} AS day
  FROM (
    ${viewingSql(viewingPieces(backMs, untilMs, midnightsMs), origin)}
  ) AS v
  WHERE ${day} IN (SELECT day - back FROM whole_days CROSS JOIN (VALUES (0), (${RETURNS.join('), (')})) AS b (back))
), sums AS (
  SELECT ${key('day')}, user_key, ${told({
    viewers: '1',
    viewer_weeks: isOneWeek ? '1' : '0',
    viewer_titles: 'count(DISTINCT coalesce(title_no, nullif(item_no, 0)))',
    hours: 'sum((portion * coalesce(duration_s, 0))::numeric) / 3600',
  })}
  FROM gained LEFT JOIN items USING (item_no) GROUP BY ${byDay ? 'day, ' : ''}user_key${
    isOneWeek
      ? ''
      : `
  UNION ALL
  SELECT ${key('day')}, user_key, ${told({ viewer_weeks: 'count(*)' })}
  FROM (
    SELECT DISTINCT user_key, ${byDay ? `${day} AS day, ` : ''}${week} AS week
    FROM (
    ${viewingSql(viewingPieces(fromMs, toMs, [...weekMs, ...cutsMs]), origin)}
    ) AS v
  ) AS w GROUP BY ${byDay ? 'day, ' : ''}user_key`
  }
  UNION ALL${returns.join('\n  UNION ALL')}
), of_user AS (
  SELECT ${using}, user_key, ${summed.map((name) => `sum(${name}) AS ${name}`).join(', ')}
  FROM sums WHERE ${countedUserSql('sums')} GROUP BY ${using}, user_key
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
SELECT ${[...(byDay ? ['day'] : []), ...answered(METRICS).map((column) => withoutFew(column, fewestUsers))].join(', ')}
FROM measured${enough})`;
}

/** The furthest that somebody had come in an item on earlier days of the time. */
const EARLIER = `max(w.seen) OVER (PARTITION BY user_key, item_no ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;

/** When its weeks begin: each 7 days from its start. */
function weekStarts(fromMs: number, toMs: number): readonly number[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / WEEK_MS) }, (_, week) => fromMs + week * WEEK_MS);
}

/** A return of few is not told. By Kish's number of users, which is never above how many there are. */
const withoutFew = (column: string, fewestUsers: number): string => {
  const days = RETURNS.find((one) => column.startsWith(`day${one}_`));
  return fewestUsers === 0 || days === undefined
    ? column
    : `CASE WHEN day${days}_before_users >= ${fewestUsers} THEN ${column} END AS ${column}`;
};

const small = (users: number): string =>
  `Rows of fewer than ${users} viewers, and returns of fewer, are left out (SUPPRESS_SMALL_COUNTS).`;

const NOTES = [
  'Whole hours are of the roll-up v_viewing_hourly, what is left at the ends, and hours within which a week or a day begins, of the log (v_events): plays, progress and completions, previews not, however the title was found. Days that RETENTION_DAYS dropped are not counted; flagged users are left out.',
  'Hours are how far a viewer came in an item beyond where they had come in the 28 days before, times the item’s length: what is watched again is not counted again, and an item without a length has none.',
  'A return is looked for on whole days of the zone within the time: of those who watched 7 (28) days before such a day, who watched on it. Told by day, a viewer counts once each day.',
  'The intervals are made from sums by user (shares: Wilson’s score; other ratios: the delta method on the logarithm). Users who were merged count by the keys they watched under.',
];
