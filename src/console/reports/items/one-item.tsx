import { Group, Stack, Text, Title } from '@mantine/core';
import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { RowTitle } from '../../log/filter-text.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { itemFacts } from '../../parts/item-facts.ts';
import { Poster } from '../../parts/poster.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useItem } from '../../pins/use-item.ts';
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
import { rowLines } from '../rows/row-lines.ts';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';

/** One item: its figures, day by day, and by the rows it stood in. */
export function OneItem({ path, itemId }: { path: string; itemId: string }) {
  const { asked, hrefOf } = useReports();
  const only = [itemId];
  const whole = useReport('items', { ...asked({ by: [] }), only });
  const days = useReport('items', { ...asked({ by: ['day'] }), only });
  const rows = useReport('items', { ...asked({ by: ['row'] }), only });
  const failed = [whole, days, rows].find(({ isError }) => isError);
  const item = useItem(itemId);
  return (
    <Stack gap="lg">
      <Group gap="md" wrap="nowrap" align="flex-end">
        <div style={{ width: 64, flex: 'none' }} aria-hidden>
          <Poster item={{ ...item, title: '' }} />
        </div>
        <OpenedHead backTo={hrefOf({}, path)} back="All items" title={item.title} id={itemId}>
          <Group gap="md">
            <Text size="sm" c="dimmed">
              {item.isUnknown ? 'Not in the catalogue any more' : itemFacts(item)}
            </Text>
            <LogLink of={{ itemId }} />
          </Group>
        </OpenedHead>
      </Group>
      <ReportToolbar />
      {failed && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && whole.data && days.data && rows.data ? (
        <Answers whole={whole.data} days={days.data} rows={rows.data} />
      ) : (
        !failed && <Waiting />
      )}
    </Stack>
  );
}

interface AnswersProps {
  readonly whole: ReportAnswer;
  readonly days: ReportAnswer;
  readonly rows: ReportAnswer;
}

function Answers({ whole, days, rows }: AnswersProps) {
  const { query, set } = useReports();
  const row = whole.rows[0];
  const metrics = drawnMetrics(whole);
  const metric = chosenMetric(metrics, query.metric);
  if (row === undefined || metric === null) {
    return <Empty title="It was shown to nobody in this time">Ask for a longer time, or for other viewers.</Empty>;
  }
  return (
    <>
      <FigureTiles label="In all of this time">
        {FIGURES.flatMap((name) => whole.definition.metrics.find((one) => one.name === name) ?? []).map((one) => (
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
      <ByRow answer={rows} metric={metric} />
      <DefinitionPanel answers={[whole, days, rows]} />
    </>
  );
}

function ByRow({ answer, metric }: { answer: ReportAnswer; metric: Metric }) {
  const { query } = useReports();
  const served = answer.rows.toSorted((a, b) => Number(b.served) - Number(a.served));
  const lines = rowLines(served.slice(0, MOST_ROWS), metric, query.compare);
  return (
    <Stack gap="xs" component="section" aria-label="By row">
      <Title order={4} size="h6">
        By row
      </Title>
      <WhiskerChart
        label={`${metric.title} by row`}
        kind={kindOf(metric)}
        lines={lines.map((line) => ({ ...line, name: line.key === '' ? 'No row' : <RowTitle rowId={line.key} /> }))}
      />
      <Text size="xs" c="dimmed">
        {served.length > MOST_ROWS
          ? `The ${MOST_ROWS} rows of ${served.length} in which it was served most.`
          : 'Rows in which it was served, the most first.'}
      </Text>
    </Stack>
  );
}

const MOST_ROWS = 12;
const FIGURES = ['served', 'viewed', 'clicked', 'ctr', 'played', 'play_rate', 'completion_rate', 'watched_hours'];
