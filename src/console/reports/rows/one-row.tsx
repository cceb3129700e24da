import { Group, Stack, Text, Title } from '@mantine/core';
import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { RowTitle } from '../../log/filter-text.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { kindOf } from '../figures.ts';
import { DayChart } from '../parts/day-chart.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { FigureTile, FigureTiles } from '../parts/figure-tile.tsx';
import { LogLink } from '../parts/log-link.tsx';
import { chosenMetric, drawnMetrics } from '../parts/metric-choice.ts';
import { MetricSelect } from '../parts/metric-select.tsx';
import { OpenedHead } from '../parts/opened-head.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { WhiskerChart } from '../parts/whisker-chart.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { rowLines } from './row-lines.ts';

/** One row of pages: its figures, day by day, and slot by slot. */
export function OneRow({ path, rowId }: { path: string; rowId: string }) {
  const { asked, hrefOf } = useReports();
  const only = [rowId];
  const whole = useReport('rows', { ...asked({ by: [] }), only });
  const days = useReport('rows', { ...asked({ by: ['day'] }), only });
  const slots = useReport('rows', { ...asked({ by: ['position'] }), only });
  const failed = [whole, days, slots].find(({ isError }) => isError);
  return (
    <Stack gap="lg">
      <OpenedHead backTo={hrefOf({}, path)} back="All rows" title={<RowTitle rowId={rowId} />} id={rowId}>
        <LogLink of={{ rowId }} />
      </OpenedHead>
      <ReportToolbar />
      {failed && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && whole.data && days.data && slots.data ? (
        <Answers whole={whole.data} days={days.data} slots={slots.data} />
      ) : (
        !failed && <Waiting />
      )}
    </Stack>
  );
}

interface AnswersProps {
  readonly whole: ReportAnswer;
  readonly days: ReportAnswer;
  readonly slots: ReportAnswer;
}

function Answers({ whole, days, slots }: AnswersProps) {
  const { query, set } = useReports();
  const row = whole.rows[0];
  const metrics = drawnMetrics(whole);
  const metric = chosenMetric(metrics, query.metric);
  if (row === undefined || metric === null) {
    return <Empty title="It stood on no page in this time">Ask for a longer time, or for other viewers.</Empty>;
  }
  const tiles = FIGURES.flatMap((name) => whole.definition.metrics.find((one) => one.name === name) ?? []);
  return (
    <>
      <FigureTiles label="In all of this time">
        {tiles.map((one) => (
          <FigureTile key={one.name} metric={one} row={row} />
        ))}
      </FigureTiles>
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h5">
          {metric.title}
        </Title>
        <MetricSelect metrics={metrics} chosen={metric} onChoose={(name) => set({ metric: name }, { replace: true })} />
      </Group>
      <DayChart answer={days} name={metric.name} />
      <BySlot answer={slots} metric={metric} />
      <DefinitionPanel answers={[whole, days, slots]} />
    </>
  );
}

function BySlot({ answer, metric }: { answer: ReportAnswer; metric: Metric }) {
  const { query } = useReports();
  const lines = rowLines(answer.rows, metric, query.compare, 'position');
  return (
    <Stack gap="xs" component="section" aria-label="By slot">
      <Title order={4} size="h6">
        By slot
      </Title>
      <WhiskerChart
        label={`${metric.title} by slot`}
        kind={kindOf(metric)}
        lines={lines.map((line) => ({ ...line, name: `Slot ${Number(line.key) + 1}` }))}
      />
      <Text size="xs" c="dimmed">
        The first slots are looked at more: what stands further back is better than its clicks say.
      </Text>
    </Stack>
  );
}

const FIGURES = [
  'served',
  'viewed',
  'clicked',
  'ctr',
  'played',
  'completion_rate',
  'watched_hours',
  'hours_per_1000_served',
  'mean_row_index',
  'median_row_index',
  'row_page_share',
  'row_reach',
];
