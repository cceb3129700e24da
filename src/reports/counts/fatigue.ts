import type { LogExtent } from '../../domain/ports/reports.ts';
import { answered, answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { userKeyLiteral } from '../sql-text.ts';
import { userMeasuresSql } from '../user-measures.ts';
import { SLOTS, shown } from './count-sources.ts';
import { EXPOSURE_DAYS, exposuresSql, MOST_EXPOSURES } from './fatigue-sql.ts';
import { pickedSql } from './picked-sql.ts';

const METRICS: readonly MetricName[] = ['served', 'clicked', 'ctr', 'exposure_effect'];

/** Whether people tire of what they are shown again. */
export const fatigue: Report = {
  name: 'fatigue',
  title: 'How much is clicked of what the same user is shown for the first time, the second time, and so on.',
  metrics: METRICS,
  dimensions: SLOTS.dimensions,
  of: ['item'],
  compares: true,
  plan: (request, extent) => plan(byWhatIsNamed(request), extent),
};

/** Items that are named are told apart, asked for or not. */
const byWhatIsNamed = (request: ReportRequest): ReportRequest =>
  request.only === undefined || request.by.includes('item') ? request : { ...request, by: ['item', ...request.by] };

const DAY_MS = 86_400_000;
/** Impressions that are read, about: each is sorted a few times. */
const MOST_READ = 200_000;

function plan(request: ReportRequest, extent: LogExtent): ReportPlan {
  const { by, compare, fewestUsers, fromMs, toMs } = request;
  const columns = [...by.map((name) => DIMENSIONS[name]), 'exposure'];
  // What was shown in the days before is read as well, and is about as much a day.
  const read = extent.impressions * (1 + (EXPOSURE_DAYS * DAY_MS) / (toMs - fromMs));
  const share = Math.min(1, MOST_READ / Math.max(read, 1));
  const [now, before] = rangesOf(request).map((range) => measured(range, columns, share));
  const sql = answerSql({
    of: [...by.map((name) => shown(name, DIMENSIONS[name])), 'exposure'],
    columns,
    metrics: METRICS,
    now: now!,
    before: before ?? null,
    absent: fewestUsers > 0 ? 'null' : 'zero',
  });
  const { dropped } = extent;
  const isShort = dropped !== null && dropped.untilMs > rangesOf(request).at(-1)!.fromMs - EXPOSURE_DAYS * DAY_MS;
  return {
    sql,
    notes: [
      ...(share < 1
        ? [
            `Of a share of ${share.toPrecision(2)} of the users, drawn by their keys: counts are theirs alone, everything else holds for all.`,
          ]
        : []),
      ...NOTES,
      ...(isShort
        ? [
            'Of days that RETENTION_DAYS dropped nothing is known: exposures at the beginning of the time may be more than is told.',
          ]
        : []),
      ...(compare === null ? [] : [COMPARED_NOTE]),
      ...(fewestUsers > 0 ? [`Groups of fewer than ${fewestUsers} users are left out (SUPPRESS_SMALL_COUNTS).`] : []),
    ],
  };
}

/** Groups of one time, with what is told of each. */
function measured(request: RangeRequest, columns: readonly string[], share: number): string {
  const keys = ['period', ...columns];
  const using = keys.join(', ');
  const conditions = [
    ...(request.fewestUsers > 0 ? [`users >= ${request.fewestUsers}`] : []),
    ...pickedSql(['item'], request),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `(WITH ${exposuresSql(request, share < 1 ? ` AND user_key < ${userKeyLiteral(share)}` : '')}, counted AS (
  SELECT ${using}, sum(served)::bigint AS served, sum(clicked)::bigint AS clicked, sum(exposure_clicks) AS exposure_clicks,
    sum(exposure_expected) AS exposure_expected
  FROM by_user GROUP BY ${using}
), ${userMeasuresSql(keys, METRICS, ['s.users'])}
SELECT ${[...columns, ...answered(METRICS)].join(', ')} FROM measured${where})`;
}

const NOTES = [
  `exposure: how many pages had shown the same user the same item within ${EXPOSURE_DAYS} days, this one included; ${MOST_EXPOSURES} is ${MOST_EXPOSURES} or more. Counted from the log (v_impression_outcomes); pages for nobody are left out.`,
  'ctr is what was seen, and who is shown something often is shown it for a reason: users who come often, titles that are good, places near the top. Do not read it as an effect.',
  'exposure_effect holds against each other what the same user did of titles for the nth time and for the first, each told by what first times of that title in that place (surface, row and position) get from everybody: 1 is no fatigue. What it cannot know: that a title is shown again to just those who like it more than its other viewers do, which hides fatigue; that it is taken off once it was clicked, so that only those come back to whom it says less, which feigns it. A hold-out says more.',
  'The intervals are made from sums by user (ctr: Wilson’s score; the effect: the delta method on the logarithm). What titles and places get is taken as known.',
];
