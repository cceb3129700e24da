import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { RowTitle } from '../../log/filter-text.tsx';
import { kindOf } from '../figures.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FindInput } from '../parts/find-input.tsx';
import { chosenMetric, drawnMetrics } from '../parts/metric-choice.ts';
import { MetricSelect } from '../parts/metric-select.tsx';
import { openedPath } from '../parts/opened.ts';
import { ReportState } from '../parts/report-state.tsx';
import { ReportTable } from '../parts/report-table.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { shownRows, tableColumns } from '../parts/table-columns.ts';
import { WhiskerChart } from '../parts/whisker-chart.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { rowLines } from './row-lines.ts';

/** Every row of pages: the first of them drawn by a metric, all of them in a table. */
export function AllRows({ path }: { path: string }) {
  const { asked } = useReports();
  const report = useReport('rows', asked({ by: [] }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      <ReportState report={report}>{(answer) => <Answer answer={answer} path={path} />}</ReportState>
    </Stack>
  );
}

function Answer({ answer, path }: { answer: ReportAnswer; path: string }) {
  const { query, set, hrefOf } = useReports();
  const metrics = drawnMetrics(answer);
  const metric = chosenMetric(metrics, query.metric);
  const shown = useMemo(
    () => shownRows(answer.rows, tableColumns(answer), { find: query.find, sort: query.sort }),
    [answer, query.find, query.sort],
  );
  const link = (rowId: unknown) =>
    rowId === null ? undefined : (
      <Anchor component={Link} href={hrefOf({}, openedPath(path, String(rowId)))} inherit>
        <RowTitle rowId={String(rowId)} />
      </Anchor>
    );
  return (
    <Stack gap="lg">
      {metric !== null && answer.rows.length > 0 && (
        <Stack gap="xs" component="section" aria-label={`Rows by ${metric.title}`}>
          <Group justify="space-between" align="flex-end">
            <Title order={2} size="h5">
              {metric.title} of rows
            </Title>
            <Group gap="sm">
              <FindInput label="Find a row" />
              <MetricSelect
                metrics={metrics}
                chosen={metric}
                onChoose={(name) => set({ metric: name }, { replace: true })}
              />
            </Group>
          </Group>
          <WhiskerChart
            label={`${metric.title} of rows`}
            kind={kindOf(metric)}
            lines={rowLines(shown.slice(0, MOST_DRAWN), metric, query.compare).map((line) => ({
              ...line,
              name: link(line.key) ?? line.key,
            }))}
          />
          <Text size="xs" c="dimmed">
            {shown.length > MOST_DRAWN && `The first ${MOST_DRAWN} rows, in the order of the table. `}
            Whiskers: 19 times in 20 the true value is in there; an arrow goes on beyond the axis.
            {query.compare && ' Rings: the time before.'}
          </Text>
        </Stack>
      )}
      <ReportTable
        label="Rows of pages"
        answer={answer}
        sort={query.sort}
        onSort={(sort) => set({ sort }, { replace: true })}
        find={query.find}
        only={COLUMNS}
        cell={(column, row) => (column === 'row_id' ? link(row.row_id) : undefined)}
      />
      <DefinitionPanel answers={[answer]} />
    </Stack>
  );
}

const MOST_DRAWN = 12;
const COLUMNS = [
  'served',
  'clicked',
  'ctr',
  'view_rate',
  'play_rate',
  'completion_rate',
  'watched_hours',
  'hours_per_1000_served',
  'mean_row_index',
  'row_page_share',
  'row_reach',
];
