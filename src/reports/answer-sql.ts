import { type MetricName, metricOf } from './metrics.ts';
import { comparedMs, type ReportRequest } from './report.ts';

/** How measured groups are answered. */
export interface AnswerSql {
  /** What a row is of, as it is answered: columns before the metrics. */
  readonly of: readonly string[];
  /** What groups are told apart by: columns that `measured` has, never null. */
  readonly columns: readonly string[];
  readonly metrics: readonly MetricName[];
  /** FROM: rows with `columns`, the metrics, and each ratio's interval; of the time asked for, and of the one before when compared. */
  readonly now: string;
  readonly before: string | null;
  /** JOINs to what has more of a group. */
  readonly join?: string;
  /** Columns and directions; those of `columns` that are left come behind. */
  readonly orderBy?: readonly string[];
  /** What the counts of a group are that was not there in one of the times: nothing is 0, but where it may be few that are not to be told. */
  readonly absent: 'zero' | 'null';
}

/**
 * The SELECT of an answer. Compared: `previous_` of each metric; of a ratio `_change` with an interval, of a statistic the difference alone.
 */
export function answerSql({ of, columns, metrics, now, before, join, orderBy, absent }: AnswerSql): string {
  const ordered = orderBy ?? [];
  const order = [...ordered, ...columns.filter((column) => !ordered.includes(column))];
  const tail = `${join === undefined ? '' : `\n${join}`}${order.length === 0 ? '' : `\nORDER BY ${order.join(', ')}`}`;
  if (before === null) return `SELECT ${[...of, ...answered(metrics)].join(', ')}\nFROM ${now} AS n${tail}`;
  const count = (time: 'n' | 'b', name: MetricName, as: string): string => {
    if (absent === 'null') return `${time}.${name} AS ${as}`;
    // A sum may be unknown of a group that is there.
    if (metricOf(name).kind === 'sum') return `CASE WHEN ${time} IS NULL THEN 0 ELSE ${time}.${name} END AS ${as}`;
    return `coalesce(${time}.${name}, 0) AS ${as}`;
  };
  const ofNow = metrics.flatMap((name) => {
    if (isCount(name)) return [count('n', name, name)];
    return answered([name]).map((column) => `n.${column}`);
  });
  const ofBefore = metrics.flatMap((name) => {
    if (isCount(name)) return [count('b', name, `previous_${name}`)];
    const change = `n.${name} - b.${name} AS ${name}_change`;
    if (metricOf(name).kind !== 'ratio') return [`b.${name} AS previous_${name}`, change];
    return [
      `b.${name} AS previous_${name}`,
      `b.${name}_ci95 AS previous_${name}_ci95`,
      change,
      `difference_ci95(n.${name}, n.${name}_ci95, b.${name}, b.${name}_ci95) AS ${name}_change_ci95`,
    ];
  });
  const on = columns.length === 0 ? 'ON true' : `USING (${columns.join(', ')})`;
  return `SELECT ${[...of, ...ofNow, ...ofBefore].join(',\n  ')}
FROM ${now} AS n FULL JOIN ${before} AS b ${on}${tail}`;
}

/** What is answered of each metric: a ratio with its interval. */
export const answered = (metrics: readonly MetricName[]): readonly string[] =>
  metrics.flatMap((name) => (metricOf(name).kind === 'ratio' ? [name, `${name}_ci95`] : [name]));

const isCount = (name: MetricName): boolean => ['count', 'sum'].includes(metricOf(name).kind);

/** What is asked, of one time of the answer. */
export interface RangeRequest extends ReportRequest {
  /** Its days are told as those so much later. */
  readonly laterMs: number;
}

/** The time asked for, and when compared the one it is held against. */
export function rangesOf(request: ReportRequest): readonly RangeRequest[] {
  const { fromMs, toMs, compare } = request;
  const now = { ...request, laterMs: 0 };
  if (compare === null) return [now];
  const laterMs = comparedMs(request);
  return [now, { ...request, fromMs: fromMs - laterMs, toMs: toMs - laterMs, laterMs }];
}

/** What a reader of a comparison has to know. */
export const COMPARED_NOTE =
  'previous_ is the time it is compared with: of the same length just before (previous), or the same weekdays and hours the fewest whole weeks before that keep the two apart (week); its days are told as those so much later. A change’s interval takes both times as independent, which is too wide rather than too narrow where the same users stand in both.';
