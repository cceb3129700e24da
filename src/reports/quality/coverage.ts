import type { LogExtent } from '../../domain/ports/reports.ts';
import { answered, answerSql, type RangeRequest, rangesOf } from '../answer-sql.ts';
import type { CountPiece } from '../counts/count-pieces.ts';
import { shown } from '../counts/count-sources.ts';
import { enoughSql, impressionParts, partNotes } from '../impressions/impression-parts.ts';
import { type MetricName, metricOf } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { momentLiteral } from '../sql-text.ts';

const METRICS: readonly MetricName[] = [
  'served',
  'titles',
  'titles_served',
  'coverage',
  'new_titles',
  'new_titles_served',
  'new_title_reach',
  'gini',
];

/** How much of the catalogue is shown, and how evenly. */
export const coverage: Report = {
  name: 'coverage',
  title: 'How much of the catalogue is served, how much of what is new, and how evenly.',
  metrics: METRICS,
  // Not by region or item: what could be shown would be another catalogue for each.
  dimensions: ['day', 'row', 'position', 'source', 'model', 'arm', 'surface', 'rung', 'route'],
  compares: true,
  plan,
};

/** Days for which a title counts as new. */
export const NEW_DAYS = 28;
const DAY_MS = 86_400_000;

function plan(request: ReportRequest, extent: LogExtent): ReportPlan {
  const columns = request.by.map((name) => DIMENSIONS[name]);
  const [now, before] = rangesOf(request).map((range) => measured(range, columns, extent));
  const sql = answerSql({
    of: request.by.map((name) => shown(name, DIMENSIONS[name])),
    columns,
    metrics: METRICS,
    now: now!.sql,
    before: before?.sql ?? null,
    // Its titles could have been shown, too.
    absent: 'null',
  });
  const pieces = [...now!.pieces, ...(before?.pieces ?? [])];
  return { sql, notes: [...NOTES, ...partNotes(pieces, request)] };
}

/** Groups of one time, with what is told of each. */
function measured(
  request: RangeRequest,
  columns: readonly string[],
  extent: LogExtent,
): { readonly sql: string; readonly pieces: readonly CountPiece[] } {
  const { fromMs, toMs } = request;
  const [from, to] = [momentLiteral(fromMs), momentLiteral(toMs)];
  const listed = columns.map((column) => `${column}, `).join('');
  const group = columns.length === 0 ? '' : `\n  GROUP BY ${columns.join(', ')}`;
  const using = columns.length === 0 ? 'ON true' : `USING (${columns.join(', ')})`;
  const parts = impressionParts(request, extent);
  const enough = enoughSql(request);
  const share = (name: MetricName): string => {
    const { numerator, denominator, sql } = metricOf(name);
    return `${sql} AS ${name},
    share_ci95(${numerator}, ${denominator}, 1, 1e9) AS ${name}_ci95`;
  };
  const sql = `(WITH parts AS (${parts.sql}
), titles AS (
  SELECT item_no AS title_no, added_at >= ${momentLiteral(toMs - NEW_DAYS * DAY_MS)} AND added_at < ${to} AS is_new
  FROM v_items
  WHERE series_no IS NULL AND NOT blocked AND NOT deleted
    AND coalesce((body ->> 'endsAt')::timestamptz > ${from}, true)
    AND EXISTS (SELECT FROM jsonb_array_elements(windows) AS w (licence)
      WHERE coalesce((licence ->> 'from')::timestamptz < ${to}, true) AND coalesce((licence ->> 'until')::timestamptz > ${from}, true))
), catalogue AS (
  SELECT count(*) AS titles, count(*) FILTER (WHERE is_new) AS new_titles FROM titles
), counted AS (
  SELECT ${listed}coalesce(sum(served), 0)::bigint AS served FROM parts${group}
), shown AS (
  SELECT ${listed}t.title_no, t.is_new, sum(p.served) AS served
  FROM parts AS p LEFT JOIN v_items AS i USING (item_no) JOIN titles AS t ON t.title_no = coalesce(i.series_no, p.item_no)
  GROUP BY ${[...columns, 't.title_no', 't.is_new'].join(', ')}
), ranked AS (
  SELECT *, row_number() OVER (${columns.length === 0 ? '' : `PARTITION BY ${columns.join(', ')} `}ORDER BY served) AS rank
  FROM shown
), spread AS (
  SELECT ${listed}count(*) AS titles_served, count(*) FILTER (WHERE is_new) AS new_titles_served,
    sum(served) AS impressions, sum(rank * served) AS ranks
  FROM ranked${group}
)${enough.cte}, measured AS (
  SELECT ${listed}c.served, titles, coalesce(s.titles_served, 0) AS titles_served, new_titles, coalesce(s.new_titles_served, 0) AS new_titles_served,
    s.impressions, s.ranks
  FROM counted AS c CROSS JOIN catalogue LEFT JOIN spread AS s ${using}${enough.join}
), answer AS (
  SELECT *, ${share('coverage')},
    ${share('new_title_reach')},
    ((2 * (ranks + (titles - titles_served) * impressions) / nullif(impressions, 0) - titles - 1) / nullif(titles, 0))::float8 AS gini
  FROM measured
)
SELECT ${[...columns, ...answered(METRICS)].join(', ')} FROM answer)`;
  return { sql, pieces: parts.pieces };
}

const NOTES = [
  'Titles are those of the catalogue as it is now: a series is one title, its episodes count for it. What was blocked, removed or re-licensed since counts as it stands today, and an impression of what is no such title counts in `served` alone.',
  'Every group is held against the same titles: those that could have been shown to somebody at some time of the range.',
  'Counts of titles are exact. The intervals say how far the share would go for another catalogue made like this one (Wilson’s score over titles), not how far it would go with other users.',
];
