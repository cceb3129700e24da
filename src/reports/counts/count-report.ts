import type { LogExtent } from '../../domain/ports/reports.ts';
import { answered, answerSql, type RangeRequest, rangesOf } from '../answer-sql.ts';
import { type MetricName, metricOf, ratiosOf } from '../metrics.ts';
import { DIMENSIONS, type DimensionName, type Report, type ReportPlan, type ReportRequest } from '../report.ts';
import { intervalSql, sampledShare, shareOf, spreadSql } from '../spread-sql.ts';
import { userKeyLiteral } from '../sql-text.ts';
import type { Beside } from './beside.ts';
import { countNotes } from './count-notes.ts';
import { type CountPiece, countPieces, withinSql } from './count-pieces.ts';
import { bareSql, dimensionSql, fromOf, MOST_ITEMS, PAGES, SLOTS, SLOTS_OF_ITEMS, shown } from './count-sources.ts';
import { pickedSql } from './picked-sql.ts';

export interface CountReport extends Pick<Report, 'name' | 'title' | 'metrics'> {
  /** What its rows are of, before what `by` adds. */
  readonly of?: readonly DimensionName[];
  /** More of what a row is of: columns over a table joined to the groups. */
  readonly more?: { readonly columns: readonly string[]; readonly join: string };
  /** Which impressions: a condition over columns that every source with the dimensions `of` has. */
  readonly where?: string;
  /** More metrics of the same groups, the last of `metrics`. */
  readonly beside?: Beside;
  /** What a reader has to know beside where the counts are from. */
  readonly notes?: readonly string[];
  /** Without a day the greatest come first. */
  readonly greatestFirst?: boolean;
}

/**
 * A report that counts impressions and what came of them by dimensions: from roll-ups by hour what these hold, else from the log; every
 * ratio with an interval over users.
 */
export function createCountReport(given: CountReport): Report {
  const own = given.of ?? [];
  const dimensions = SLOTS.dimensions.filter((name) => !own.includes(name));
  return {
    ...given,
    of: own,
    dimensions,
    compares: true,
    plan: (request, extent) => planOf(given, { ...request, by: [...own, ...request.by] }, extent),
  };
}

function planOf(report: CountReport, request: ReportRequest, extent: LogExtent): ReportPlan {
  const { by, tz, compare, fewestUsers } = request;
  const ranges = rangesOf(request);
  const pieces = ranges.map((range) =>
    fewestUsers > 0 ? [{ source: SLOTS, fromMs: range.fromMs, untilMs: range.toMs }] : countPieces(range, by, extent),
  );
  const share = fewestUsers > 0 ? 1 : sampledShare(extent, by);
  const columns = by.map((name) => DIMENSIONS[name]);
  const keys = ['period', ...columns];
  const counted = report.metrics.filter((name) => !report.beside?.metrics.includes(name));
  const counts = counted.filter((name) => ['count', 'sum'].includes(metricOf(name).kind));
  const ratios = ratiosOf(counted);

  const within = (piece: CountPiece) => withinSql(piece, request.origin);
  const only = report.where === undefined ? '' : ` AND ${report.where}`;
  const select = (piece: CountPiece, period: number, aggregates: string, more = '', also = '', from = piece.source) => `
  SELECT ${[`${period} AS period`, ...by.map((name) => `${dimensionSql(name, piece.source, tz, ranges[period]!.laterMs)} AS ${DIMENSIONS[name]}`)].join(', ')}, ${also}${aggregates}
  FROM ${fromOf(from, by)}
  WHERE ${within(piece)}${only}${more}
  GROUP BY ${numbered(keys.length + (also === '' ? 0 : 1))}`;
  // Counts of those that were named alone; how far users differ is told of all, as intervals borrow from one another.
  const named = ({ source }: CountPiece) =>
    pickedSql(by.slice(0, 1), request, (name) => bareSql(name, source, tz)).map((one) => ` AND ${one}`);
  const areFewItems = by[0] === 'item' && request.only !== undefined && request.only.length <= MOST_ITEMS;
  const sourceOf = ({ source }: CountPiece) => (source === SLOTS && areFewItems ? SLOTS_OF_ITEMS : source);
  const parts = pieces.flatMap((ofRange, period) =>
    ofRange.map((piece) =>
      select(piece, period, aggregatesOf(counts, piece).join(', '), named(piece).join(''), '', sourceOf(piece)),
    ),
  );
  const sampled = usersOf(share);
  const users = ranges.map((range, period) =>
    select(
      { source: SLOTS, fromMs: range.fromMs, untilMs: range.toMs },
      period,
      counts.map((name) => `(${metricOf(name).sql})::float8 AS ${name}`).join(', '),
      sampled,
      'user_key, ',
    ),
  );
  const { beside } = report;
  const condition = (range: RangeRequest, of: string) =>
    `${within({ source: SLOTS, fromMs: range.fromMs, untilMs: range.toMs })}${of}`;
  // Pages say at once how many users the sample has.
  const sizes = ranges.map(
    (range) => `(SELECT count(DISTINCT user_key) FROM ${PAGES.view} WHERE ${condition(range, sampled)})`,
  );
  const allUsers = share < 1 ? `(ARRAY[${sizes.join(', ')}])[period + 1]` : undefined;
  const most = by.includes('item') ? beside?.most.byItem : beside?.most.inAll;
  const estimated = fewestUsers > 0 || most === undefined ? 1 : shareOf(most, extent.impressions);
  const groups = { by, tz, ranges, condition: (range: RangeRequest) => condition(range, usersOf(estimated)), only };
  const more = beside === undefined ? '' : `${beside.ctes(groups)}, `;
  const enough = fewestUsers > 0 ? `\n  WHERE s.users >= ${fewestUsers}` : '';
  const using = keys.join(', ');
  const measures = [
    ...counts.map((name) => `c.${name}`),
    ...ratios.flatMap((ratio) => [
      `${overCounts(ratio.name)} AS ${ratio.name}`,
      `${intervalSql(ratio, share < 1)} AS ${ratio.name}_ci95`,
    ]),
    ...answered(beside?.metrics ?? []).map((column) => `d.${column}`),
  ];
  const picked = pickedSql(by.slice(0, 1), request);
  const sql = `WITH parts AS (${parts.join('\n  UNION ALL')}
), counted AS (
  SELECT ${using}, ${counts.map((name) => `${overParts(name)} AS ${name}`).join(', ')}
  FROM parts GROUP BY ${using}
), by_user AS (${users.join('\n  UNION ALL')}
), ${spreadSql(keys, counts, ratios, allUsers)}, ${more}measured AS (
  SELECT ${using}, ${measures.join(',\n    ')}
  FROM counted AS c LEFT JOIN spread AS s USING (${using}) LEFT JOIN pooled AS p USING (period)${
    beside === undefined ? '' : ` LEFT JOIN ${beside.table} AS d USING (${using})`
  }${enough}
)
${answerSql({
  of: [...by.map((name) => shown(name, DIMENSIONS[name])), ...(report.more?.columns ?? [])],
  columns,
  metrics: report.metrics,
  now: compare === null && picked.length === 0 ? 'measured' : measuredWhere([...ofPeriod(0), ...picked]),
  before: compare === null ? null : measuredWhere([...ofPeriod(1), ...picked]),
  join: report.more?.join,
  orderBy:
    report.greatestFirst !== true
      ? []
      : [...columns.filter((column) => column === 'day'), 'coalesce(n.served, 0) DESC'],
  absent: fewestUsers > 0 ? 'null' : 'zero',
})}`;
  return {
    sql,
    notes: [
      ...(report.notes ?? []),
      ...(beside?.notes ?? []),
      ...(estimated < 1 ? [estimatedNote(estimated)] : []),
      ...countNotes({ metrics: report.metrics, request, pieces: pieces.flat(), extent, share }),
    ],
  };
}

/**
 * What is counted of a piece. Of a count under its own name; of a sum what is summed, whole numbers, so that pieces in any order have one sum.
 * NULL of hours of which a roll-up does not know it.
 */
const aggregatesOf = (counts: readonly MetricName[], { source }: CountPiece): readonly string[] =>
  counts.map((name) => {
    const { kind, sql } = metricOf(name);
    const column = kind === 'sum' ? summedBy(name) : name;
    if (source === SLOTS) return `${kind === 'sum' ? `sum(${column})` : sql} AS ${column}`;
    return `${kind === 'sum' ? allOrNone(column, `sum(${column})`) : `sum(${column})`} AS ${column}`;
  });

/** The same of all pieces, under the metric's name. */
const overParts = (name: MetricName): string => {
  const { kind, sql } = metricOf(name);
  return kind === 'sum' ? allOrNone(summedBy(name), sql) : `sum(${name})::bigint`;
};

const allOrNone = (column: string, sum: string): string => `CASE WHEN count(${column}) = count(*) THEN ${sum} END`;

/** The column that a sum is of. */
const summedBy = (name: MetricName): string => /^sum\((\w+)\)/.exec(metricOf(name).sql)![1]!;

/** A ratio's expression over the counts `c`. */
const overCounts = (name: MetricName): string => {
  const { sql, numerator, denominator } = metricOf(name);
  return sql.replaceAll(new RegExp(`\\b(${numerator}|${denominator})\\b`, 'g'), 'c.$1');
};

const ofPeriod = (period: number): readonly string[] => [`period = ${period}`];

const measuredWhere = (conditions: readonly string[]): string =>
  `(SELECT * FROM measured WHERE ${conditions.join(' AND ')})`;

const usersOf = (share: number): string => (share < 1 ? ` AND user_key < ${userKeyLiteral(share)}` : '');

const estimatedNote = (share: number): string =>
  `What is told by users and not counted is of a share of ${share.toPrecision(2)} of them, drawn by their keys.`;

const numbered = (count: number): string => Array.from({ length: count }, (_, at) => at + 1).join(', ');
