import { Stack, Text, Title } from '@mantine/core';
import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { RowTitle } from '../../log/filter-text.tsx';
import { kindOf } from '../figures.ts';
import { DayChart } from '../parts/day-chart.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { LogLink } from '../parts/log-link.tsx';
import { OpenedFigures } from '../parts/opened-figures.tsx';
import { OpenedHead } from '../parts/opened-head.tsx';
import { ReportState } from '../parts/report-state.tsx';
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
  const days = useReport('funnel', { ...asked({ by: ['row', 'day'] }), only });
  const slots = useReport('funnel', { ...asked({ by: ['row', 'position'] }), only });
  return (
    <Stack gap="lg">
      <OpenedHead backTo={hrefOf({}, path)} back="All rows" title={<RowTitle rowId={rowId} />} id={rowId}>
        <LogLink of={{ rowId }} />
      </OpenedHead>
      <ReportToolbar />
      <ReportState report={whole}>
        {(answer) => (
          <OpenedFigures answer={answer} figures={FIGURES} undrawn={OF_ROWS} empty="It stood on no page in this time">
            {(metric) => (
              <>
                <ReportState report={days}>{(byDay) => <DayChart answer={byDay} name={metric.name} />}</ReportState>
                <ReportState report={slots}>{(bySlot) => <BySlot answer={bySlot} metric={metric} />}</ReportState>
              </>
            )}
          </OpenedFigures>
        )}
      </ReportState>
      <DefinitionPanel answers={[whole, days, slots].flatMap(({ data }) => data ?? [])} />
    </Stack>
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
/** Where a row stands is told of all of it: day by day and slot by slot it would take as long again. */
const OF_ROWS = ['row_page_share', 'row_reach'];
