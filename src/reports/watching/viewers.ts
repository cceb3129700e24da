import { answerSql, COMPARED_NOTE, type RangeRequest, rangesOf } from '../answer-sql.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { textLiteral } from '../sql-text.ts';
import { countedUserSql, movedSql, viewingSql } from './viewing-sql.ts';

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

/** Viewers of one time. A viewer is grouped to one row of a day and then counted: count(DISTINCT) would sort every event. */
function measured({ by, fromMs, toMs, tz, origin, laterMs, fewestUsers }: RangeRequest): string {
  const of = by.includes('day') ? [`((${movedSql(laterMs)}) AT TIME ZONE ${textLiteral(tz)})::date AS day`] : [];
  const enough = `count(*) >= ${Math.max(1, fewestUsers)}`;
  return `(SELECT ${[...by.map(() => 'day::text AS day'), 'count(*) AS viewers'].join(', ')}
FROM (
  SELECT ${[...of, 'user_key::uuid AS user_key'].join(', ')}
  FROM v_events
  WHERE ${viewingSql({ fromMs, toMs, origin })}
  GROUP BY ${['user_key', ...by].join(', ')}
) AS u
WHERE ${countedUserSql('u')}${by.length === 0 ? '' : '\nGROUP BY day'}
HAVING ${enough})`;
}

const NOTES = [
  'Counted from the events (v_events): plays, progress and completions, previews not, however the title was found. Days that RETENTION_DAYS dropped are not counted; flagged users are left out.',
  'Told by day, a viewer counts once each day: days do not add up to the time. Users who were merged count by the keys they watched under.',
];
