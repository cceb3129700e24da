import { MarqueeError } from '../../domain/errors.ts';
import type { LogExtent } from '../../domain/ports/reports.ts';
import { dimensionSql, SLOTS, shown } from '../counts/count-sources.ts';
import { HOUR_MS } from '../cut-hours.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type DimensionName, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { momentLiteral, textLiteral } from '../sql-text.ts';
import { ofPages, seriesSql } from './anomaly-series.ts';
import { ANOMALY_SQL, expectedSql, FALSE_ALARMS } from './anomaly-sql.ts';

const METRICS: readonly MetricName[] = [
  'served',
  'viewed',
  'ctr',
  'play_rate',
  'completion_rate',
  'watched_hours',
  'degraded_share',
  'p95_ms',
];

/** Days that are not as the weeks before lead one to expect. */
export const anomalies: Report = {
  name: 'anomalies',
  title: 'Which days lie outside of what the same weekdays of the weeks before lead one to expect.',
  metrics: METRICS,
  dimensions: ['row', 'surface', 'region', 'source', 'model'],
  compares: false,
  plan,
};

const DAY_MS = 24 * HOUR_MS;
/** Four weeks of differences, each from the four weeks before; and a day, as clocks change. */
const BACK_MS = 57 * DAY_MS;
/** Pages of the last hour reach the roll-ups within this. */
const ROLLED_UP_MS = 60_000;
/** What comes of a page comes within this of the end of its day, but for next to nothing: nearly every item is shorter. */
const SETTLED_MS = 6 * HOUR_MS;
/** Pages whose times are looked at, about. */
const MOST_TIMED = 400_000;

function plan(request: ReportRequest, extent: LogExtent): ReportPlan {
  const { by, fromMs, toMs, nowMs } = request;
  if (by.length > 1) {
    throw new MarqueeError('invalid-request', 'by: anomalies are told by one at a time. Ask once for each.');
  }
  const untilMs = Math.max(fromMs, Math.floor(Math.min(toMs, nowMs - ROLLED_UP_MS) / HOUR_MS) * HOUR_MS);
  const pages = (extent.pages * (untilMs - fromMs + BACK_MS)) / (toMs - fromMs);
  const share = pages <= MOST_TIMED ? 1 : MOST_TIMED / pages;
  return { sql: sqlOf(request, untilMs, share), notes: notesOf(request, share) };
}

function sqlOf(request: ReportRequest, untilMs: number, share: number): string {
  const { tz, fromMs, nowMs, fewestUsers } = request;
  const dimension = request.by[0] ?? null;
  const zone = textLiteral(tz);
  const local = (moment: string) => `(${moment} AT TIME ZONE ${zone})`;
  const midnight = (day: string) => `(${day} AT TIME ZONE ${zone})`;
  const [from, until, now] = [fromMs, untilMs, nowMs].map(momentLiteral) as [string, string, string];
  const tomorrow = midnight("(d.day + interval '1 day')");
  const values = ['0', '-t975', 't975'].map((times) => `CASE WHEN noise IS NOT NULL THEN ${expectedSql(times)} END`);
  const column =
    dimension === null ? '' : `${shown(dimension, 'grp').replace(' AS grp', '')} AS ${DIMENSIONS[dimension]}, `;
  const isTold =
    fewestUsers === 0 ? '' : ' AND NOT EXISTS (SELECT FROM few AS f WHERE f.grp = j.grp AND f.day = j.day)';
  return `WITH asked AS (
  SELECT d.day::date AS day, ${tomorrow} > ${until} AS is_part, ${tomorrow} + interval '${SETTLED_MS} milliseconds' <= ${now} AS is_settled
  FROM generate_series(${local(from)}::date::timestamp, ${local(until)}::date::timestamp, interval '1 day') AS d (day)
  WHERE ${midnight('d.day')} >= ${from} AND ${midnight('d.day')} < ${until}
), ${seriesSql({ request, dimension, firstMs: fromMs - BACK_MS, untilMs, share })}, late AS (
  SELECT metric FROM (VALUES ${LATE.map((name) => `('${name}')`).join(', ')}) AS l (metric)
), ${ANOMALY_SQL}${fewestUsers === 0 ? '' : fewSql(request, dimension, untilMs)}
SELECT day::text AS day, CASE WHEN is_part THEN to_char(${local(until)}, 'HH24:MI') END AS until, ${column}metric,
  ${VALUE_SQL} AS value, ${values[0]} AS expected, ${values[1]} AS expected_lo, ${values[2]} AS expected_hi,
  score, p_value, CASE WHEN score > 0 THEN 'above' WHEN score < 0 THEN 'below' END AS direction, is_found AS is_anomaly
FROM judged AS j
WHERE (level IS NOT NULL OR x > 0 OR kind <> 'count')${isTold}
ORDER BY j.day, array_position(ARRAY['${METRICS.join("', '")}'], metric), grp`;
}

/** What comes of a page after it was served. */
const LATE: readonly MetricName[] = ['viewed', 'ctr', 'play_rate', 'completion_rate', 'watched_hours'];
const VALUE_SQL = "CASE WHEN kind IN ('share', 'rate') THEN x / n ELSE x END";

/** Days of groups that too few users had: of as many as none nothing is to be kept. */
function fewSql(
  { tz, origin, fromMs, fewestUsers }: ReportRequest,
  dimension: DimensionName | null,
  untilMs: number,
): string {
  const grp = dimension === null ? "''" : dimensionSql(dimension, SLOTS, tz);
  return `, few AS (
  SELECT ${grp} AS grp, ${dimensionSql('day', SLOTS, tz)}::date AS day
  FROM v_impression_outcomes
  WHERE served_at >= ${momentLiteral(fromMs)} AND served_at < ${momentLiteral(untilMs)} AND origin = ${textLiteral(origin)}
  GROUP BY 1, 2 HAVING count(DISTINCT user_key) < ${fewestUsers}
)`;
}

function notesOf({ by, fewestUsers }: ReportRequest, share: number): readonly string[] {
  const isOfPages = ofPages(by[0] ?? null);
  const notes = [
    `Counted from the roll-up ${isOfPages ? 'v_page_funnel_hourly' : 'v_funnel_hourly'}. In zones that are not whole hours from UTC, an hour belongs to the day that it begins in.`,
    ...NOTES,
  ];
  if (isOfPages) {
    notes.push(
      `Times are of the log (v_pages)${share < 1 ? `, of a share of ${share.toPrecision(2)} of the users drawn by their keys` : ''}: days that RETENTION_DAYS dropped are not known.`,
    );
  } else notes.push('Rungs and times are of whole pages: ask without `by`, or by surface, region or model.');
  if (by.includes('model'))
    notes.push('A model that has been live for less than about five weeks has nothing to be held against.');
  if (fewestUsers > 0)
    notes.push(`Days of groups of fewer than ${fewestUsers} users are left out (SUPPRESS_SMALL_COUNTS).`);
  return notes;
}

const NOTES = [
  `Of all cells called anomalies ${100 * FALSE_ALARMS} in 100 are false alarms at most, on the average, over the metrics, days and groups of one answer (Benjamini and Hochberg); where nothing happened at all, ${100 * FALSE_ALARMS} answers in 100 have any. expected_lo and expected_hi are for a cell alone: 19 days in 20 lie between them, so that a day outside is not yet an anomaly.`,
  'Expected is the median of the same weekday in the four weeks before, with the drift of the last 28 days; the noise is the median distance at which those 28 days lay from what was expected of them, and never less than chance alone makes. It takes five weeks of a log to say anything; until then, and for groups that were not there, expected is null.',
  'Days are whole ones of the zone that begin within the time asked for. The last, when it is not over, is held against the same hours of the days before (`until`, of its clock). What comes of pages (viewed, clicks, plays, completions, hours) is judged six hours after the end of a day, and not before: is_anomaly is null.',
];
