import { Anchor, Table } from '@mantine/core';
import { Fragment, memo } from 'react';
import { Link } from 'wouter';
import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { useGridWalk } from '../parts/use-grid-walk.ts';
import { useZone } from '../shell/zone.tsx';
import { decisionHref } from './decision/decision-query.ts';
import { FilterCell } from './filter-cell.tsx';
import { cellsOf, type LogColumn, sameAsAbove } from './impression-cells.ts';
import { ItemCell } from './item-cell.tsx';
import classes from './log.module.css';
import { timeOfDay } from './log-times.ts';
import { outcomeOf } from './log-words.ts';
import { OutcomeText } from './outcome-text.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import type { LogQueryState } from './use-log-query.ts';

interface ImpressionTableProps {
  readonly rows: readonly LoggedImpression[];
  readonly view: LogQueryState;
}

/** Impressions below each other, under their days. Tab stops once in each row; arrow keys go from cell to cell, Enter narrows to what is like it. */
export function ImpressionTable({ rows, view }: ImpressionTableProps) {
  const zone = useZone();
  // The first stop of a row is the way to its page.
  const walk = useGridWalk(rows.map((row, at) => 1 + cellsOf(row, rows[at - 1]).length));
  const hasOutcomes = rows[0] !== undefined && outcomeOf(rows[0]) !== null;
  const columns = COLUMNS.filter(({ key }) => key !== 'outcome' || hasOutcomes);
  const focus = useKeptFocus(walk.root, rows);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the cells in it, which are buttons.
    <div ref={walk.root} onKeyDown={walk.onKeyDown} {...focus}>
      <Table
        className={classes.table}
        role="grid"
        aria-label="Impressions"
        highlightOnHover
        stickyHeader
        stickyHeaderOffset="var(--app-shell-header-height, 56px)"
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, name, width }) => (
              <Table.Th key={key} w={width} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, at) => {
            const day = zone.formatDay(row.served_at);
            const above = rows[at - 1];
            const isNewDay = above === undefined || zone.formatDay(above.served_at) !== day;
            return (
              <Fragment key={row.impression_id}>
                {isNewDay && (
                  <Table.Tr className={classes.day}>
                    <Table.Th colSpan={columns.length} scope="rowgroup">
                      {day}
                    </Table.Th>
                  </Table.Tr>
                )}
                <ImpressionRow
                  row={row}
                  at={at}
                  above={above}
                  stop={walk.stopOf(at)}
                  time={timeOfDay(row.served_at, zone.name)}
                  view={view}
                />
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface ImpressionRowProps {
  readonly row: LoggedImpression;
  readonly at: number;
  readonly above: LoggedImpression | undefined;
  readonly stop: number;
  readonly time: string;
  readonly view: LogQueryState;
}

const ImpressionRow = memo(function ImpressionRow({ row, at, above, stop, time, view }: ImpressionRowProps) {
  const cells = cellsOf(row, above);
  const outcome = outcomeOf(row);
  const cell = (column: LogColumn) => (
    <Table.Td key={column} data-column={column}>
      <span className={classes.cells}>
        {cells.map((one, index) =>
          one.column !== column ? null : (
            <FilterCell
              key={`${one.name} ${one.value}`}
              cell={one}
              view={view}
              place={{ row: at, position: 1 + index, isStop: stop === 1 + index }}
            >
              {one.name === 'itemId' ? <ItemCell itemId={row.item_id} /> : undefined}
            </FilterCell>
          ),
        )}
      </span>
    </Table.Td>
  );
  return (
    <Table.Tr data-same={sameAsAbove(row, above)}>
      <Table.Td data-column="time">
        <Anchor
          component={Link}
          href={decisionHref(row.recommendation_id, { row: row.row_index, position: row.position })}
          className={classes.time}
          data-row={at}
          data-position={0}
          tabIndex={stop === 0 ? 0 : -1}
          aria-label={`${time}, see the whole page`}
        >
          {time}
        </Anchor>
      </Table.Td>
      {CELL_COLUMNS.map(cell)}
      {outcome !== null && (
        <Table.Td data-column="outcome">
          <OutcomeText outcome={outcome} servedAt={row.served_at} />
        </Table.Td>
      )}
    </Table.Tr>
  );
});

/** Flags stand beside the slot. */
const COLUMNS = [
  { key: 'time', name: 'Served', width: 70 },
  { key: 'title', name: 'Item', width: '23%' },
  { key: 'row', name: 'Row', width: '15%' },
  { key: 'slot', name: 'Slot', width: 104 },
  { key: 'source', name: 'Source', width: '15%' },
  { key: 'viewer', name: 'Viewer', width: 84 },
  { key: 'where', name: 'Where', width: 72 },
  { key: 'made', name: 'Made by', width: '12%' },
  { key: 'outcome', name: 'Came of it', width: 128 },
] as const;
const CELL_COLUMNS: readonly LogColumn[] = ['title', 'row', 'slot', 'source', 'viewer', 'where', 'made'];
