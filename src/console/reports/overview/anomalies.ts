import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { type FigureKind, figureText, type Interval, kindOf, numberIn } from '../figures.ts';
import type { ChartMark } from '../parts/chart-data.ts';
import { dayText } from '../report-words.ts';

/** A metric of a day that is not as the weeks before lead one to expect. */
export interface Anomaly {
  /** "2026-11-27" */
  readonly day: string;
  /** Of a day that is not over: the clock to which it was looked at. */
  readonly until: string | null;
  readonly metric: Metric;
  readonly kind: FigureKind;
  readonly value: number;
  readonly expected: number;
  /** Where 19 such days in 20 lie. */
  readonly usual: Interval;
}

type AnomalyAnswer = Pick<ReportAnswer, 'rows' | 'definition'>;

/** Those that the report calls anomalies, by day, the newest first. */
export function anomalyDays({ rows, definition }: AnomalyAnswer): ReadonlyMap<string, readonly Anomaly[]> {
  const found = rows.flatMap((row): Anomaly[] => {
    const metric = definition.metrics.find(({ name }) => name === row.metric);
    const [value, expected, low, high] = ['value', 'expected', 'expected_lo', 'expected_hi'].map((column) =>
      numberIn(row[column]),
    );
    if (row.is_anomaly !== true || metric === undefined) return [];
    if (value == null || expected == null || low == null || high == null) return [];
    const until = typeof row.until === 'string' ? row.until : null;
    return [{ day: String(row.day), until, metric, kind: kindOf(metric), value, expected, usual: [low, high] }];
  });
  return Map.groupBy(
    found.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0)),
    ({ day }) => day,
  );
}

/** Whether any day could be held against the weeks before: a young log says nothing, which is not that all is well. */
export const canTell = ({ rows }: AnomalyAnswer): boolean => rows.some(({ expected }) => numberIn(expected) !== null);

/** "1,290, 65% below the 3,651 that were to be expected; 3,499 to 3,806 are usual." */
export function anomalyText({ metric, kind, value, expected, usual }: Anomaly): string {
  const of = (number: number) => measured(number, kind, metric);
  const side = value < expected ? 'below' : 'above';
  // Of shares and times percentages of percentages would only confuse.
  const far =
    kind === 'share' || expected === 0
      ? `${side} the`
      : `${Math.round(Math.abs(value / expected - 1) * 100)}% ${side} the`;
  return `${of(value)}, ${far} ${of(expected)} to be expected; ${of(usual[0])} to ${of(usual[1])} is usual.`;
}

/** "Thu 12 Nov 2026", and of a day that is not over to when. */
export const anomalyDayText = ({ day, until }: Pick<Anomaly, 'day' | 'until'>): string =>
  until === null ? dayText(day) : `${dayText(day)}, to ${until}`;

/** What a chart of a metric has to mark. */
export function anomalyMarks(
  anomalies: ReadonlyMap<string, readonly Anomaly[]>,
  name: string,
  days: readonly string[],
): readonly ChartMark[] {
  return days.flatMap((day, at) =>
    (anomalies.get(day) ?? [])
      .filter(({ metric }) => metric.name === name)
      .map(({ usual, kind, metric }) => ({
        at,
        text: `Out of the ordinary: ${measured(usual[0], kind, metric)} to ${measured(usual[1], kind, metric)} is usual`,
      })),
  );
}

function measured(value: number, kind: FigureKind, { unit }: Metric): string {
  if (kind === 'count') return figureText(Math.round(value), kind);
  return unit === 'ms' || unit === 'hours'
    ? `${figureText(value, kind)} ${unit === 'hours' ? 'h' : unit}`
    : figureText(value, kind);
}
