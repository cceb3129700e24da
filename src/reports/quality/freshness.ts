import type { LogExtent } from '../../domain/ports/reports.ts';
import { answered, answerSql, type RangeRequest, rangesOf } from '../answer-sql.ts';
import type { CountPiece } from '../counts/count-pieces.ts';
import { withinSql } from '../counts/count-pieces.ts';
import { dimensionSql, fromOf, PAGES, SLOTS, shown } from '../counts/count-sources.ts';
import { enoughSql, impressionParts, partNotes } from '../impressions/impression-parts.ts';
import type { MetricName } from '../metrics.ts';
import { DIMENSIONS, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { sampledShare } from '../spread-sql.ts';
import { userKeyLiteral } from '../sql-text.ts';
import { userMeasuresSql } from '../user-measures.ts';
import { NEW_DAYS } from './coverage.ts';

const METRICS: readonly MetricName[] = [
  'served',
  'new_served',
  'new_share',
  'median_release_age',
  'median_catalogue_age',
];

/** How new what is served is. */
export const freshness: Report = {
  name: 'freshness',
  title: 'How new what is served is.',
  metrics: METRICS,
  dimensions: SLOTS.dimensions,
  compares: true,
  plan,
};

const IS_NEW = `served_on - added_on BETWEEN 0 AND ${NEW_DAYS - 1}`;

function plan(request: ReportRequest, extent: LogExtent): ReportPlan {
  const columns = request.by.map((name) => DIMENSIONS[name]);
  const [now, before] = rangesOf(request).map((range) => measured(range, columns, extent));
  const sql = answerSql({
    of: request.by.map((name) => shown(name, DIMENSIONS[name])),
    columns,
    metrics: METRICS,
    now: now!.sql,
    before: before?.sql ?? null,
    absent: request.fewestUsers > 0 ? 'null' : 'zero',
  });
  const pieces = [...now!.pieces, ...(before?.pieces ?? [])];
  const share = sampledShare(extent);
  const sampled = share < 1 ? [sampledNote(share)] : [];
  return { sql, notes: [...NOTES, ...sampled, ...partNotes(pieces, request)] };
}

/** Groups of one time, with what is told of each. */
function measured(
  request: RangeRequest,
  columns: readonly string[],
  extent: LogExtent,
): { readonly sql: string; readonly pieces: readonly CountPiece[] } {
  const { by, tz, fromMs, toMs, laterMs } = request;
  const keys = ['period', ...columns];
  const using = keys.join(', ');
  const parts = impressionParts(request, extent, ({ time }) => [`${utcDay(time)} AS served_on`]);
  const enough = enoughSql(request);
  const share = sampledShare(extent);
  const sampled = share < 1 ? ` AND user_key < ${userKeyLiteral(share)}` : '';
  // What is the same for a whole page is told of pages, whose items are laid out without all else of their slots.
  const slots = by.every((name) => PAGES.dimensions.includes(name)) ? PAGES : SLOTS;
  const byUser = [
    '0 AS period',
    ...by.map((name) => `${dimensionSql(name, slots, tz, laterMs)} AS ${DIMENSIONS[name]}`),
  ];
  // OFFSET 0: else items are joined to each page for itself, which goes through all of them as often as there are pages.
  const sql = `(WITH items AS (
  SELECT item_no, ${utcDay('added_at')} AS added_on, CASE WHEN release_date ~ '^\\d{4}-\\d{2}-\\d{2}' THEN left(release_date, 10)::date END AS released_on
  FROM v_items
), parts AS (${parts.sql}
), aged AS (
  SELECT 0 AS period, ${columns.map((column) => `p.${column}, `).join('')}p.served, served_on - released_on AS release_age,
    served_on - added_on AS catalogue_age, coalesce(${IS_NEW}, false) AS is_new
  FROM parts AS p LEFT JOIN items AS i USING (item_no)
), counted AS (
  SELECT ${using}, sum(served)::bigint AS served, coalesce(sum(served) FILTER (WHERE is_new), 0)::bigint AS new_served
  FROM aged GROUP BY ${using}
), ${medianSql('release_age', keys)}, ${medianSql('catalogue_age', keys)}, by_user AS (
  SELECT ${using}, user_key, count(*)::float8 AS served, (count(*) FILTER (WHERE ${IS_NEW}))::float8 AS new_served
  FROM (
    SELECT ${byUser.join(', ')}, user_key, ${slots === PAGES ? 'unnest(item_nos)' : 'item_no'} AS shown_item_no, ${utcDay('served_at')} AS served_on
    FROM ${fromOf(slots, by)}
    WHERE ${withinSql({ source: slots, fromMs, untilMs: toMs }, request.origin)}${sampled}
    OFFSET 0
  ) AS shown LEFT JOIN (SELECT item_no AS known_item_no, added_on FROM items) AS known ON known_item_no = shown_item_no
  GROUP BY ${using}, user_key
), ${userMeasuresSql(
    keys,
    METRICS.filter((name) => !name.startsWith('median')),
    [],
    share < 1,
  )}${enough.cte}
SELECT ${[...columns, ...answered(METRICS)].join(', ')}
FROM measured LEFT JOIN release_ages USING (${using}) LEFT JOIN catalogue_ages USING (${using})${enough.join})`;
  return { sql, pieces: parts.pieces };
}

const utcDay = (time: string): string => `(${time} AT TIME ZONE 'UTC')::date`;

/** The least age that at least half of the impressions whose age is known are no older than. */
const medianSql = (age: string, keys: readonly string[]): string => `${age}s AS (
  SELECT ${keys.join(', ')}, min(${age}) AS median_${age}
  FROM (
    SELECT ${keys.join(', ')}, ${age}, 2 * sum(sum(served)) OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${age}) AS twice_below,
      sum(sum(served)) OVER (PARTITION BY ${keys.join(', ')}) AS of_all
    FROM aged WHERE ${age} IS NOT NULL GROUP BY ${keys.join(', ')}, ${age}
  ) AS running
  WHERE twice_below >= of_all GROUP BY ${keys.join(', ')}
)`;

const sampledNote = (share: number): string =>
  `How far users differ is told by a share of ${share.toPrecision(2)} of them, drawn by their keys, of whom groups that have few borrow from the others; counts and medians are of all.`;

const NOTES = [
  'Ages are whole days, UTC, from an item’s release or from when it first came to the catalogue to the day it was served. Items whose release is not known are in no median of it.',
  'The interval is made from sums by user, since impressions of one user are not independent (Wilson’s score with as many trials as independent ones would say as much).',
];
