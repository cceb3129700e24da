import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { onDay } from '../../parts/moment.ts';
import { type FigureKind, type Interval, kindOf } from '../figures.ts';
import { figureOf, intervalOf } from '../parts/table-columns.ts';

/** What the overview shows, in its order, and which report says it: the one that answers soonest, as this is what is opened first. */
export const OVERVIEW_METRICS = [
  { name: 'served', report: 'funnel' },
  { name: 'viewers', report: 'viewers' },
  { name: 'watched_hours', report: 'funnel' },
  { name: 'ctr', report: 'funnel' },
  { name: 'play_through', report: 'funnel' },
  { name: 'completion_rate', report: 'funnel' },
] as const;
export type OverviewReport = (typeof OVERVIEW_METRICS)[number]['report'];

/** What the reports of the overview say: as far as they have answered. */
export type Said = Readonly<Record<OverviewReport, Pick<ReportAnswer, 'definition'> | null>>;

/** The metric that is drawn: any of the reports by the address, else the click rate. */
export function chosenMetric(
  name: string | null,
  said: Said,
): { readonly name: string; readonly report: OverviewReport } {
  const card = OVERVIEW_METRICS.find((metric) => metric.name === name);
  if (card !== undefined) return card;
  const has = ([, answer]: [string, Said[OverviewReport]]) =>
    answer?.definition.metrics.some((metric) => metric.name === name) === true;
  const [report] = Object.entries(said).find(has) ?? [];
  return report === undefined ? { name: 'ctr', report: 'funnel' } : { name: name!, report: report as OverviewReport };
}

export const OVERVIEW_REPORTS = [
  { report: 'funnel', title: 'What was served' },
  { report: 'viewers', title: 'Who watches' },
] as const satisfies readonly { report: OverviewReport; title: string }[];

export const TREND_DAYS = 28;

/** Today and the days before it, the oldest first: of a wall time "2026-11-27T14:03". */
export const trendDays = (wall: string): readonly string[] =>
  Array.from({ length: TREND_DAYS }, (_, at) => onDay(wall, at - TREND_DAYS + 1, '00:00').slice(0, 10));

/** A metric day by day. A day of which nothing is answered had none of what is counted; a ratio over nothing is not known. */
export interface Trend {
  readonly metric: Metric;
  readonly kind: FigureKind;
  readonly values: readonly (number | null)[];
  readonly intervals: readonly (Interval | null)[];
  /** As long before as was asked for; null where nothing was. */
  readonly previous: readonly (number | null)[] | null;
}

export function trendOf(
  { rows, columns, definition }: Pick<ReportAnswer, 'rows' | 'columns' | 'definition'>,
  name: string,
  days: readonly string[],
): Trend | null {
  const metric = definition.metrics.find((one) => one.name === name);
  if (metric === undefined) return null;
  const byDay = new Map(rows.map((row) => [String(row.day), row]));
  const none = metric.kind === 'ratio' || metric.kind === 'statistic' ? null : 0;
  const of = (column: string) => days.map((day) => (byDay.has(day) ? figureOf(byDay.get(day)!, column) : none));
  return {
    metric,
    kind: kindOf(metric),
    values: of(name),
    intervals: days.map((day) => (byDay.has(day) ? intervalOf(byDay.get(day)!, name) : null)),
    previous: columns.includes(`previous_${name}`) ? of(`previous_${name}`) : null,
  };
}
