import { answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { midnights } from '../cut-hours.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { viewingPieces } from './viewing-pieces.ts';
import { countedUserSql, dayMovedSql, viewingSql } from './viewing-sql.ts';

const METRICS: readonly MetricName[] = ['viewers'];

/** How many people watch: what engagement says of it, without the weeks before that the rest of it reads. */
export const viewers: Report = {
  name: 'viewers',
  title: 'How many people watch.',
  metrics: METRICS,
  dimensions: ['day'],
  compares: true,
  plan,
};

function plan(request: ReportRequest): ReportPlan {
  const { by, compare, fewestUsers } = request;
  const [now, before] = rangesOf(request).map(measured);
  const columns = by.map((name) => DIMENSIONS[name]);
  const sql = answerSql({
    of: columns,
    columns,
    metrics: METRICS,
    now: now!,
    before: before ?? null,
    absent: fewestUsers > 0 ? 'null' : 'zero',
  });
  const notes = [...NOTES, ...(compare === null ? [] : [COMPARED_NOTE])];
  if (fewestUsers > 0) notes.push(`Rows of fewer than ${fewestUsers} viewers are left out (SUPPRESS_SMALL_COUNTS).`);
  return { sql, notes };
}

/** Viewers of one time. A viewer is grouped to one row of a day and then counted: count(DISTINCT) would sort all of them. */
function measured({ by, fromMs, toMs, tz, origin, laterMs, fewestUsers }: RangeRequest): string {
  const byDay = by.includes('day');
  const pieces = viewingPieces(fromMs, toMs, byDay ? midnights({ fromMs, toMs, tz, laterMs }) : []);
  const enough = `count(*) >= ${Math.max(1, fewestUsers)}`;
  return `(SELECT ${byDay ? 'day::text AS day, ' : ''}count(*) AS viewers
FROM (
  SELECT ${byDay ? `${dayMovedSql(tz, laterMs)} AS day, ` : ''}user_key
  FROM (
    ${viewingSql(pieces, origin)}
  ) AS v
  GROUP BY user_key${byDay ? ', day' : ''}
) AS u
WHERE ${countedUserSql('u')}${byDay ? '\nGROUP BY day' : ''}
HAVING ${enough})`;
}

const NOTES = [
  'Whole hours are of the roll-up v_viewing_hourly, what is left at the ends, and hours within which a day begins that is asked for, of the log (v_events): plays, progress and completions, previews not, however the title was found. Days that RETENTION_DAYS dropped are not counted; flagged users are left out.',
  'Told by day, a viewer counts once each day: days do not add up to the time. Users who were merged count by the keys they watched under.',
];
