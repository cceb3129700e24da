import { Button, Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { ChevronDownIcon, ChevronUpIcon } from '@radix-ui/react-icons';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { Empty } from '../../parts/empty.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
import { figureText } from '../figures.ts';
import { dimensionText } from '../report-words.ts';
import type { ReportSort } from '../reports-query.ts';
import { ChangeFigure } from './change-figure.tsx';
import { DownloadCsv } from './download-csv.tsx';
import { RatioFigure } from './ratio-figure.tsx';
import classes from './report-table.module.css';
import {
  type AnswerPart,
  changeIn,
  figureOf,
  intervalOf,
  type ReportRow,
  shownRows,
  type TableColumn,
  tableColumns,
} from './table-columns.ts';

export interface ReportTableProps {
  readonly answer: AnswerPart;
  /** What the table is of: its name to screen readers and the name of its file. */
  readonly label: string;
  readonly sort: ReportSort | null;
  readonly onSort: (sort: ReportSort | null) => void;
  readonly find?: string | null;
  /** These metrics alone, in this order. */
  readonly only?: readonly string[];
  /** What stands in a text column instead of its plain text; undefined: the plain text. */
  readonly cell?: (column: string, row: ReportRow) => ReactNode | undefined;
  /** Columns of text that are not drawn: rows are found by them, and the CSV has them. */
  readonly hide?: readonly string[];
}

/** A report as a table: any column sorts, ratios stand beside their intervals, and what is on screen is one button away as CSV. */
export function ReportTable({
  answer,
  label,
  sort,
  onSort,
  find = null,
  only,
  cell,
  hide = NOTHING,
}: ReportTableProps) {
  const [more, setMore] = useState(1);
  const columns = useMemo(() => tableColumns(answer, only), [answer, only]);
  const drawnColumns = columns.filter(({ key }) => !hide.includes(key));
  const rows = useMemo(() => shownRows(answer.rows, columns, { find, sort }), [answer, columns, find, sort]);
  const scales = useMemo(
    () => new Map(columns.map((column) => [column.key, scaleOf(answer.rows, column)])),
    [answer, columns],
  );
  if (answer.rows.length === 0)
    return <Empty title="Nothing was served in this time">Ask for a longer time, or for another origin.</Empty>;
  const drawn = rows.slice(0, more * A_PAGE);
  return (
    <section aria-label={label}>
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed" role="status">
          {rows.length === answer.rows.length
            ? `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}`
            : `${rows.length.toLocaleString('en')} of ${answer.rows.length.toLocaleString('en')} rows`}
        </Text>
        <DownloadCsv name={label} rows={rows} columns={columns} />
      </Group>
      <Scrolling className={classes.region} label={`${label}, a table that scrolls`}>
        <table className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {drawnColumns.map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {drawn.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other key, and none keeps a state.
              <tr key={at}>
                {drawnColumns.map((column, place) => {
                  const Cell = place === 0 ? 'th' : 'td';
                  return (
                    <Cell key={column.key} data-kind={column.kind} {...(place === 0 && { scope: 'row' })}>
                      <CellContent row={row} column={column} scaleTo={scales.get(column.key)!} cell={cell} />
                    </Cell>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {drawn.length === 0 && (
          <Text p="md" size="sm" c="dimmed">
            No row has “{find}” in it.
          </Text>
        )}
      </Scrolling>
      {drawn.length < rows.length && (
        <Group justify="center" mt="sm">
          <Button variant="default" onClick={() => setMore(more + 1)}>
            Show {Math.min(A_PAGE, rows.length - drawn.length)} more
          </Button>
        </Group>
      )}
    </section>
  );
}

/** Drawn at once: thousands would take the browser seconds. */
const A_PAGE = 200;
const NOTHING: readonly string[] = [];

interface HeadProps extends Pick<ReportTableProps, 'sort' | 'onSort'> {
  readonly column: TableColumn;
}

/** Figures are sorted greatest first, texts from a to z; once more the other way, then as the report has them. */
function Head({ column: { key, kind, title, ...column }, sort, onSort }: HeadProps) {
  const isSorted = sort?.column === key;
  const first = kind !== 'text';
  const next = !isSorted
    ? { column: key, descending: first }
    : sort.descending === first
      ? { column: key, descending: !first }
      : null;
  return (
    <th
      scope="col"
      data-kind={kind}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      title={'metric' in column ? column.metric.definition : undefined}
    >
      <UnstyledButton className={classes.sort} onClick={() => onSort(next)}>
        <span>
          {'metric' in column && kind === 'change' ? (
            <>
              <VisuallyHidden>{column.metric.title}: </VisuallyHidden>Change
            </>
          ) : (
            title
          )}
        </span>
        <span className={classes.arrow} aria-hidden>
          {isSorted && (sort.descending ? <ChevronDownIcon /> : <ChevronUpIcon />)}
        </span>
      </UnstyledButton>
    </th>
  );
}

interface CellContentProps extends Pick<ReportTableProps, 'cell'> {
  readonly row: ReportRow;
  readonly column: TableColumn;
  readonly scaleTo: number;
}

function CellContent({ row, column, scaleTo, cell }: CellContentProps) {
  if (column.kind === 'text')
    return <Fragment>{cell?.(column.key, row) ?? dimensionText(column.key, row[column.key])}</Fragment>;
  const { metric, figure } = column;
  if (column.kind === 'change') return <ChangeFigure change={changeIn(row, metric)} direction={metric.direction} />;
  const value = figureOf(row, metric.name);
  if (metric.kind !== 'ratio') return <>{figureText(value, figure)}</>;
  return <RatioFigure value={value} interval={intervalOf(row, metric.name)} kind={figure} scaleTo={scaleTo} />;
}

/** The greatest value of a column, of what was served a tenth as often as anything: what was served little would make the rest small. */
function scaleOf(rows: readonly ReportRow[], column: TableColumn): number {
  if (column.kind !== 'figure' || column.metric.kind !== 'ratio') return 0;
  const served = (row: ReportRow) => figureOf(row, 'served') ?? 0;
  const least = 0.1 * rows.reduce((most, row) => Math.max(most, served(row)), 0);
  return (
    1.15 * rows.reduce((most, row) => (served(row) < least ? most : Math.max(most, figureOf(row, column.key) ?? 0)), 0)
  );
}
