import type { Metric } from '../../../../clients/typescript/src/index.ts';
import { numberIn } from '../figures.ts';
import { figureOf, intervalOf, type ReportRow } from '../parts/table-columns.ts';
import type { Measured } from '../parts/whisker-scale.ts';

export interface RowLine extends Measured {
  /** Of a row: its id; '' where none was said. */
  readonly key: string;
  readonly before?: number | null;
}

/** What is drawn of rows of an answer, told by a column. */
export function rowLines(
  rows: readonly ReportRow[],
  { name }: Pick<Metric, 'name'>,
  compares: boolean,
  column = 'row_id',
): readonly RowLine[] {
  return rows.map((row) => ({
    key: String(row[column] ?? ''),
    value: figureOf(row, name),
    interval: intervalOf(row, name),
    ...(compares && { before: numberIn(row[`previous_${name}`]) }),
  }));
}
