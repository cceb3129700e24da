import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { useZone } from '../shell/zone.tsx';
import { decisionHref } from './decision/decision-query.ts';
import { FilterCell } from './filter-cell.tsx';
import { cellsOf, type LogColumn } from './impression-cells.ts';
import { ItemCell } from './item-cell.tsx';
import classes from './log.module.css';
import { timeOfDay } from './log-times.ts';
import { outcomeOf } from './log-words.ts';
import { OutcomeText } from './outcome-text.tsx';
import type { LogQueryState } from './use-log-query.ts';

interface ImpressionCardsProps {
  readonly rows: readonly LoggedImpression[];
  readonly view: LogQueryState;
}

/** Impressions on a narrow screen, a card each, under their days. */
export function ImpressionCards({ rows, view }: ImpressionCardsProps) {
  const zone = useZone();
  const days = Map.groupBy(rows, ({ served_at }) => zone.formatDay(served_at));
  return (
    <Stack gap="md">
      {[...days].map(([day, ofDay]) => (
        <Stack key={day} gap={6} component="section" aria-label={day}>
          <Text size="sm" fw={650} c="dimmed">
            {day}
          </Text>
          <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Impressions">
            {ofDay.map((row) => (
              <ImpressionCard
                key={row.impression_id}
                row={row}
                view={view}
                time={timeOfDay(row.served_at, zone.name)}
              />
            ))}
          </Stack>
        </Stack>
      ))}
    </Stack>
  );
}

function ImpressionCard({ row, view, time }: { row: LoggedImpression; view: LogQueryState; time: string }) {
  const cells = cellsOf(row);
  const outcome = outcomeOf(row);
  const of = (...columns: readonly LogColumn[]) =>
    cells
      .filter(({ column }) => columns.includes(column))
      .map((cell) => (
        <FilterCell key={`${cell.name} ${cell.value}`} cell={cell} view={view} place={null}>
          {cell.name === 'itemId' ? (
            <ItemCell itemId={row.item_id} />
          ) : cell.name === 'position' ? (
            `slot ${row.position + 1}`
          ) : undefined}
        </FilterCell>
      ));
  return (
    <Paper component="li" withBorder px="xs" py={8}>
      <div className={classes.cardHead}>
        {of('title')}
        <Anchor
          component={Link}
          size="sm"
          className={classes.time}
          href={decisionHref(row.recommendation_id, { row: row.row_index, position: row.position })}
          aria-label={`${time}, see the whole page`}
        >
          {time}
        </Anchor>
      </div>
      <div className={classes.cardLine}>{of('row', 'slot', 'source')}</div>
      <div className={classes.cardLine} data-back>
        {of('viewer', 'where', 'made')}
      </div>
      {outcome !== null && <OutcomeText outcome={outcome} servedAt={row.served_at} />}
    </Paper>
  );
}
