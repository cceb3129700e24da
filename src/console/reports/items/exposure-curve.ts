import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { type FigureKind, kindOf, numberIn } from '../figures.ts';
import type { ChartLabel, ChartSeries } from '../parts/chart-data.ts';
import { figureOf, intervalOf } from '../parts/table-columns.ts';

/** A metric of the report of fatigue by the nth time of being shown; null: nobody was shown it, or there is no such metric. */
export function exposureCurve(
  { rows, definition }: Pick<ReportAnswer, 'rows' | 'definition'>,
  name: string,
): {
  readonly labels: readonly ChartLabel[];
  readonly series: readonly ChartSeries[];
  readonly kind: FigureKind;
} | null {
  const metric = definition.metrics.find((one) => one.name === name);
  const byExposure = new Map(rows.map((row) => [numberIn(row.exposure), row]));
  const times = Array.from({ length: MOST_EXPOSURES }, (_, at) => at + 1);
  const last = times.findLast((time) => byExposure.has(time));
  if (metric === undefined || last === undefined) return null;
  const told = times.slice(0, last).map((time) => byExposure.get(time));
  return {
    labels: told.map((_, at) => labelOf(at + 1)),
    series: [
      {
        name: metric.title,
        values: told.map((row) => (row === undefined ? null : figureOf(row, name))),
        intervals: told.map((row) => (row === undefined ? null : intervalOf(row, name))),
      },
    ],
    kind: kindOf(metric),
  };
}

/** The report counts no further: the last is so many times or more. */
const MOST_EXPOSURES = 10;

const labelOf = (time: number): ChartLabel =>
  time === MOST_EXPOSURES
    ? { short: `${time}+`, long: `The ${time}th time or later` }
    : { short: String(time), long: `The ${time}${ENDINGS[time - 1] ?? 'th'} time` };
const ENDINGS = ['st', 'nd', 'rd'] as const;
