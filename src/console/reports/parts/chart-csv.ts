import { csvOf } from '../../parts/csv.ts';
import type { ChartLabel, ChartSeries } from './chart-data.ts';

/** What a chart draws as CSV, exact: a line a label, a column a series, and two more for its intervals. Days as "2026-11-27". */
export function chartCsv(of: string, labels: readonly ChartLabel[], series: readonly ChartSeries[]): string {
  const columns = series.flatMap(({ name, intervals }) => {
    const column = columnOf(name);
    return intervals === undefined ? [column] : [column, `${column}_ci95_low`, `${column}_ci95_high`];
  });
  const rows = labels.map(({ day, long }, at) => [
    day ?? long,
    ...series.flatMap(({ values, intervals }) => [
      values[at],
      ...(intervals === undefined ? [] : [intervals[at]?.[0], intervals[at]?.[1]]),
    ]),
  ]);
  return csvOf([columnOf(of), ...columns], rows);
}

/** "The last 28 days" -> "the_last_28_days". */
const columnOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
