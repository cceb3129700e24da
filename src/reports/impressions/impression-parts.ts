import type { LogExtent } from '../../domain/ports/reports.ts';
import { COMPARED_NOTE, type RangeRequest } from '../answer-sql.ts';
import { type CountPiece, countPieces, withinSql } from '../counts/count-pieces.ts';
import { type CountSource, dimensionSql, fromOf, SHOWN_SLOTS, SLOTS } from '../counts/count-sources.ts';
import { DIMENSIONS, type DimensionName, type ReportRequest } from '../report.ts';

/** What impressions are grouped by beside what is asked: columns as they are said over a source. */
type More = (source: CountSource) => readonly string[];

/**
 * SELECTs that together have each impression of the time once, as `served` of groups: of the item (item_no), of what is asked by, and of
 * `more`. Whole hours from a roll-up where one has all of it, what is left from the log; all from the log where few users are to be left out.
 */
export function impressionParts(
  request: RangeRequest,
  extent: LogExtent,
  more: More = () => [],
): { readonly sql: string; readonly pieces: readonly CountPiece[] } {
  const { by, tz, fewestUsers, fromMs, toMs, laterMs } = request;
  const of: readonly DimensionName[] = by.includes('item') ? by : [...by, 'item'];
  const all = { source: SLOTS, fromMs, untilMs: toMs };
  const pieces = (fewestUsers > 0 ? [all] : countPieces(request, of, extent)).map((piece) =>
    piece.source === SLOTS ? { ...piece, source: SHOWN_SLOTS } : piece,
  );
  const sql = pieces.map((piece) => {
    const { source } = piece;
    // Grouped by a date and by numbers, which takes half as long as by texts.
    const dimensions = by.map((name) => {
      const value = dimensionSql(name, source, tz, laterMs);
      return `${name === 'day' ? value.replace(/::text$/, '') : value} AS ${DIMENSIONS[name]}`;
    });
    const columns = [...dimensions, 'item_no', ...more(source)];
    const served = source === SHOWN_SLOTS ? 'count(*)' : 'sum(served)';
    const grouped = `SELECT ${columns.join(', ')}, ${served} AS served
  FROM ${fromOf(source, of)}
  WHERE ${withinSql(piece, request.origin)}
  GROUP BY ${columns.map((_, at) => at + 1).join(', ')}`;
    if (!by.includes('day')) return `\n  ${grouped}`;
    const named = columns.map((column) => (/\w+$/.exec(column) as RegExpExecArray)[0]);
    return `
  SELECT ${named.map((name) => (name === 'day' ? 'day::text AS day' : name)).join(', ')}, served
  FROM (${grouped}) AS of_days`;
  });
  return { sql: sql.join('\n  UNION ALL'), pieces };
}

/** What a reader has to know of where these are from. */
export function partNotes(
  pieces: readonly CountPiece[],
  { by, compare, fewestUsers }: ReportRequest,
): readonly string[] {
  const hours = pieces.find(({ source }) => source !== SHOWN_SLOTS);
  return [
    hours === undefined
      ? 'Impressions are of the log (v_impressions): days that RETENTION_DAYS dropped are not counted.'
      : `Impressions of whole hours are of the roll-up ${hours.source.view}, what is left at the ends, and hours within which a day begins, of the log (v_impressions).`,
    ...(by.includes('arm')
      ? ['An arm is experiment:arm. A page in several experiments counts in each of them, one in none under null.']
      : []),
    ...(compare === null ? [] : [COMPARED_NOTE]),
    ...(fewestUsers > 0 ? [`Groups of fewer than ${fewestUsers} users are left out (SUPPRESS_SMALL_COUNTS).`] : []),
  ];
}

/** Groups of enough users, as a CTE `enough` over the log; nothing where none are left out. */
export function enoughSql(request: RangeRequest): { readonly cte: string; readonly join: string } {
  const { by, tz, fewestUsers, fromMs, toMs, laterMs } = request;
  if (fewestUsers === 0) return { cte: '', join: '' };
  const columns = by.map((name) => `${dimensionSql(name, SLOTS, tz, laterMs)} AS ${DIMENSIONS[name]}`);
  const group = columns.length === 0 ? '' : `\n  GROUP BY ${columns.map((_, at) => at + 1).join(', ')}`;
  const cte = `, enough AS (
  SELECT ${[...columns, 'count(DISTINCT user_key) AS users'].join(', ')}
  FROM ${fromOf(SLOTS, by)}
  WHERE ${withinSql({ source: SLOTS, fromMs, untilMs: toMs }, request.origin)}${group}
  HAVING count(DISTINCT user_key) >= ${fewestUsers}
)`;
  const on = by.length === 0 ? 'ON true' : `USING (${by.map((name) => DIMENSIONS[name]).join(', ')})`;
  return { cte, join: ` JOIN enough ${on}` };
}
