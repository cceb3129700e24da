import { Group, Stack, Text, Title } from '@mantine/core';
import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { RowTitle } from '../../log/filter-text.tsx';
import { itemFacts } from '../../parts/item-facts.ts';
import { Poster } from '../../parts/poster.tsx';
import { useItem } from '../../pins/use-item.ts';
import { kindOf } from '../figures.ts';
import { DayChart } from '../parts/day-chart.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { LogLink } from '../parts/log-link.tsx';
import { OpenedFigures } from '../parts/opened-figures.tsx';
import { OpenedHead } from '../parts/opened-head.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { WhiskerChart } from '../parts/whisker-chart.tsx';
import { rowLines } from '../rows/row-lines.ts';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { Fatigue } from './fatigue.tsx';

/** One item: its figures, day by day, by the rows it stood in, and by how often it had been shown. */
export function OneItem({ path, itemId }: { path: string; itemId: string }) {
  const { asked, hrefOf } = useReports();
  const only = [itemId];
  const whole = useReport('items', { ...asked({ by: [] }), only });
  const days = useReport('items', { ...asked({ by: ['day'] }), only });
  const rows = useReport('items', { ...asked({ by: ['row'] }), only });
  const fatigue = useReport('fatigue', { ...asked({ by: [], compare: false }), only });
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
      <ReportState report={whole}>
        {(answer) => (
          <OpenedFigures answer={answer} figures={FIGURES} empty="It was shown to nobody in this time">
            {(metric) => (
              <>
                <ReportState report={days}>{(byDay) => <DayChart answer={byDay} name={metric.name} />}</ReportState>
                <ReportState report={rows}>{(byRow) => <ByRow answer={byRow} metric={metric} />}</ReportState>
                <ReportState report={fatigue}>{(byExposure) => <Fatigue answer={byExposure} />}</ReportState>
              </>
            )}
          </OpenedFigures>
        )}
      </ReportState>
      <DefinitionPanel answers={[whole, days, rows, fatigue].flatMap(({ data }) => data ?? [])} />
    </Stack>
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
