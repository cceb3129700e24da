import { Table } from '@mantine/core';
import { Scrolling } from '../../parts/scrolling.tsx';
import { type FigureKind, figureText, intervalText } from '../figures.ts';
import type { ChartLabel, ChartMark, ChartSeries } from './chart-data.ts';
import classes from './report-chart.module.css';

interface ChartTableProps {
  readonly id: string;
  readonly title: string;
  readonly of: string;
  readonly labels: readonly ChartLabel[];
  readonly series: readonly ChartSeries[];
  readonly kind: FigureKind;
  readonly marks: readonly ChartMark[];
  /** Else it is there for screen readers alone. */
  readonly isShown: boolean;
}

/** What a chart draws, in numbers. */
export function ChartTable({ id, title, of, labels, series, kind, marks, isShown }: ChartTableProps) {
  const table = (
    <Table fz="sm" aria-label={title} striped={isShown} stickyHeader={isShown}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{of}</Table.Th>
          {series.flatMap(({ name, intervals }) => [
            <Table.Th key={name}>{name}</Table.Th>,
            ...(intervals ? [<Table.Th key={`${name}-ci95`}>{name}: between</Table.Th>] : []),
          ])}
          {marks.length > 0 && <Table.Th>Marked</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {labels.map(({ short, long, isPartial }, at) => (
          <Table.Tr key={`${short}-${long}`}>
            <Table.Th scope="row" fw={500}>
              {long}
              {isPartial && ' (not a whole day)'}
            </Table.Th>
            {series.flatMap(({ name, values, intervals }) => [
              <Table.Td key={name}>{figureText(values[at] ?? null, kind)}</Table.Td>,
              ...(intervals
                ? [
                    <Table.Td key={`${name}-ci95`}>
                      {intervalText(intervals[at] ?? null, kind, values[at] ?? null) || '–'}
                    </Table.Td>,
                  ]
                : []),
            ])}
            {marks.length > 0 && (
              <Table.Td>
                {marks
                  .filter((mark) => mark.at === at)
                  .map(({ text }) => text)
                  .join(' ')}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
  return isShown ? (
    <Scrolling id={id} className={classes.table} label={`${title}, a table that scrolls`}>
      {table}
    </Scrolling>
  ) : (
    <div id={id} className={classes.hidden}>
      {table}
    </div>
  );
}
