import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { type Change, changeOf, differenceChange } from '../change.ts';
import { type FigureKind, type Interval, intervalIn, kindOf, numberIn } from '../figures.ts';
import { columnTitle, dimensionText } from '../report-words.ts';

export type ReportRow = ReportAnswer['rows'][number];
export type AnswerPart = Pick<ReportAnswer, 'columns' | 'rows'> & {
  readonly definition: Pick<ReportAnswer['definition'], 'metrics'>;
};

/** One column on screen. What the API answers beside a metric (its interval, what it was before, the change) belongs to the metric's own. */
export type TableColumn =
  | { readonly kind: 'text'; readonly key: string; readonly title: string }
  | {
      readonly kind: 'figure' | 'change';
      /** The metric's name; of a change with `_change` behind it. */
      readonly key: string;
      readonly title: string;
      readonly metric: Metric;
      readonly figure: FigureKind;
    };

/**
 * The columns of an answer as a table shows them, known by its definition. `only`: these metrics, in this order.
 */
export function tableColumns(
  { columns, definition }: Omit<AnswerPart, 'rows'>,
  only?: readonly string[],
): readonly TableColumn[] {
  const metrics = definition.metrics.filter(({ name }) => columns.includes(name));
  const beside = new Set(
    metrics.flatMap(({ name }) => [
      ...[name, `${name}_ci95`, `previous_${name}`, `previous_${name}_ci95`],
      ...[`${name}_change`, `${name}_change_ci95`],
    ]),
  );
  const chosen = only?.flatMap((name) => metrics.find((metric) => metric.name === name) ?? []) ?? metrics;
  return [
    ...columns
      .filter((column) => !beside.has(column))
      .map((column) => ({ kind: 'text' as const, key: column, title: columnTitle(column) })),
    ...chosen.flatMap((metric): TableColumn[] => {
      const { name, title } = metric;
      const figure = { kind: 'figure' as const, key: name, title, metric, figure: kindOf(metric) };
      if (!columns.includes(`previous_${name}`)) return [figure];
      return [figure, { ...figure, kind: 'change', key: `${name}_change`, title: `${title}: change` }];
    }),
  ];
}

export const figureOf = (row: ReportRow, name: string): number | null => numberIn(row[name]);
export const intervalOf = (row: ReportRow, name: string): Interval | null => intervalIn(row[`${name}_ci95`]);

/** What became of a metric since the time before, as the API tells it. */
export function changeIn(
  row: ReportRow,
  { name, kind, isShare }: Pick<Metric, 'name' | 'kind' | 'isShare'>,
): Change | null {
  const figure = kindOf({ kind, isShare });
  if (`${name}_change` in row)
    return differenceChange(numberIn(row[`${name}_change`]), intervalIn(row[`${name}_change_ci95`]), figure);
  return changeOf(figureOf(row, name), figureOf(row, `previous_${name}`), figure, null);
}

/** The rows as the table shows them: those with `find` in a text of theirs, in the order asked for; what is not known comes last. */
export function shownRows(
  rows: readonly ReportRow[],
  columns: readonly TableColumn[],
  {
    find,
    sort,
  }: { readonly find: string | null; readonly sort: { readonly column: string; readonly descending: boolean } | null },
): readonly ReportRow[] {
  const texts = columns.filter(({ kind }) => kind === 'text');
  const words = find?.trim().toLowerCase() ?? '';
  const found =
    words === ''
      ? rows
      : rows.filter((row) =>
          texts.some(({ key }) =>
            [dimensionText(key, row[key]), String(row[key] ?? '')].some((text) => text.toLowerCase().includes(words)),
          ),
        );
  const column = columns.find(({ key }) => key === sort?.column);
  if (column === undefined) return found;
  const sign = sort!.descending ? -1 : 1;
  const keyed = found.map((row) => ({ row, key: sortKey(row, column) }));
  const isNumbers = keyed.every(({ key }) => key === null || typeof key === 'number');
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (isNumbers ? Number(a) - Number(b) : String(a).localeCompare(String(b)));
  });
  return keyed.map(({ row }) => row);
}

function sortKey(row: ReportRow, column: TableColumn): number | string | null {
  if (column.kind === 'change') return changeIn(row, column.metric)?.by ?? null;
  if (column.kind === 'figure') return figureOf(row, column.key);
  const value = row[column.key];
  return typeof value === 'number' ? value : value === null || value === undefined ? null : String(value);
}
