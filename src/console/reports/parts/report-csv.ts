import { csvOf } from '../../parts/csv.ts';
import { changeIn, figureOf, intervalOf, type ReportRow, type TableColumn } from './table-columns.ts';

/**
 * A table as CSV: its columns and rows as they stand, by the API's names and as exact as it answered. An interval is two columns, `_low`
 * and `_high`; texts are formula-safe.
 */
export function reportCsv(rows: readonly ReportRow[], columns: readonly TableColumn[]): string {
  const cells = columns.flatMap((column): Cell[] => {
    const { key } = column;
    if (column.kind === 'text') return [[key, (row) => row[key]]];
    const { metric } = column;
    const hasInterval = metric.kind === 'ratio';
    if (column.kind === 'change') {
      const part = (end: 0 | 1) => (row: ReportRow) => changeIn(row, metric)?.interval?.[end];
      const change: Cell = [hasInterval ? key : `${key}_share`, (row) => changeIn(row, metric)?.by];
      return [change, ...(hasInterval ? ends(key, part) : [])];
    }
    const part = (end: 0 | 1) => (row: ReportRow) => intervalOf(row, key)?.[end];
    return [[key, (row) => figureOf(row, key)], ...(hasInterval ? ends(key, part) : [])];
  });
  return csvOf(
    cells.map(([name]) => name),
    rows.map((row) => cells.map(([, of]) => of(row))),
  );
}

type Cell = readonly [name: string, of: (row: ReportRow) => unknown];

const ends = (key: string, part: (end: 0 | 1) => Cell[1]): Cell[] => [
  [`${key}_ci95_low`, part(0)],
  [`${key}_ci95_high`, part(1)],
];
