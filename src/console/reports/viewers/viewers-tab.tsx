import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { DayChart } from '../parts/day-chart.tsx';
import { dayLabels } from '../parts/day-series.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { GoodFigures } from '../parts/good-figures.tsx';
import { chosenMetric } from '../parts/metric-choice.ts';
import { MetricSelect } from '../parts/metric-select.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { dayNote, VIEWERS_FIGURES } from './viewers-figures.ts';

/** The people who watch, wherever they found what they watch: how many, how much, of how much, and whether they come back. */
export function ViewersTab() {
  const { asked } = useReports();
  const whole = useReport('engagement', asked({ by: [] }));
  const byDay = useReport('engagement', asked({ by: ['day'] }));
  return (
    <Stack gap="lg">
      <ReportToolbar />
      <div>
        <Title order={2} size="h4">
          Who watches
        </Title>
        <Text size="sm" c="dimmed">
          How many watch, how much, of how many titles, and whether they come back; wherever they found it.
        </Text>
      </div>
      <ReportState report={whole}>
        {(answer) =>
          answer.rows.length === 0 ? (
            <Nobody answer={answer} />
          ) : (
            <Stack gap="xl">
              <GoodFigures label="Who watches" figures={VIEWERS_FIGURES} answer={answer} />
              <ReportState report={byDay}>{(days) => <ByDay answer={days} />}</ReportState>
            </Stack>
          )
        }
      </ReportState>
      {whole.data && <DefinitionPanel answers={[whole.data]} />}
    </Stack>
  );
}

/** A day alone is no course of things: its figures say it all. */
function ByDay({ answer }: { answer: ReportAnswer }) {
  const { query, set } = useReports();
  const metrics = VIEWERS_FIGURES.flatMap(
    ({ name }) => answer.definition.metrics.find((metric) => metric.name === name) ?? [],
  );
  const metric = chosenMetric(metrics, query.metric);
  if (metric === null || dayLabels(answer).length < 2) return null;
  return (
    <Stack gap="xs" component="section" aria-label="By day">
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h5">
          {metric.title}
        </Title>
        <MetricSelect metrics={metrics} chosen={metric} onChoose={(name) => set({ metric: name }, { replace: true })} />
      </Group>
      <DayChart answer={answer} name={metric.name} />
      <Text size="xs" c="dimmed">
        {dayNote(metric.name)}
      </Text>
    </Stack>
  );
}

function Nobody({ answer }: { answer: ReportAnswer }) {
  // Where the operator has small counts suppressed, nobody told is not nobody there.
  const leavesOut = answer.definition.notes.some((note) => note.includes('SUPPRESS_SMALL_COUNTS'));
  return (
    <Empty title={leavesOut ? 'Too few watched in this time to be told of' : 'Nobody watched in this time'}>
      Ask for a longer time, or for other viewers.
    </Empty>
  );
}
