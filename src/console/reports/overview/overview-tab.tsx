import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { figureOf } from '../parts/table-columns.ts';
import { weekdayText } from '../report-words.ts';
import { useReports } from '../use-reports.tsx';
import { AnomalyList } from './anomaly-list.tsx';
import { FigureCard } from './figure-card.tsx';
import { OVERVIEW_METRICS, trendOf } from './overview-metrics.ts';
import { TrendChart } from './trend-chart.tsx';
import { type Overview, useOverview } from './use-overview.ts';

/** How today goes, against the same hours of a week ago; and the last four weeks, against the four before. */
export function OverviewTab() {
  const overview = useOverview();
  const { today, trend, anomalies, chosen, said, days, until } = overview;
  const all = [...Object.values(today), ...Object.values(trend)];
  const failed = all.filter(({ isError }) => isError);
  const answers = [today.funnel, today.viewers, anomalies].flatMap(({ data }) => data ?? []);
  return (
    <Stack gap="lg">
      <ReportToolbar withoutRange withoutCompare />
      {failed[0] && (
        <Failure error={failed[0].error} onRetry={() => void Promise.all(failed.map((one) => one.refetch()))} />
      )}
      {isNothing(trend.funnel.data) ? (
        <Nothing answer={trend.funnel.data} />
      ) : (
        <>
          <Today overview={overview} />
          <ReportState report={anomalies}>
            {(answer) => (
              <AnomalyList answer={answer} drawn={said.funnel?.definition.metrics.map(({ name }) => name) ?? []} />
            )}
          </ReportState>
          {!trend[chosen.report].isError && (
            <TrendChart
              report={trend[chosen.report]}
              name={chosen.name}
              anomalies={anomalies.data ?? null}
              said={said}
              days={days}
              until={until}
            />
          )}
          {answers.length > 0 && <DefinitionPanel answers={answers} />}
        </>
      )}
    </Stack>
  );
}

/** What one report cannot say is left out: the others are still to be read. */
function Today({ overview: { today, trend, chosen, days, until } }: { overview: Overview }) {
  const { hrefOf } = useReports();
  const weekday = weekdayText(days.at(-8)!);
  return (
    <Stack component="section" gap="xs" aria-labelledby="today">
      <div>
        <Title order={2} size="h4" id="today">
          Today so far
        </Title>
        <Text size="sm" c="dimmed">
          From midnight to {until}, beside last {weekday} to the same time
        </Text>
      </div>
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        {OVERVIEW_METRICS.filter(({ report }) => !today[report].isError).map(({ name, report }) => {
          const { data } = trend[report];
          return (
            <FigureCard
              key={name}
              name={name}
              answer={today[report].data ?? null}
              trend={data ? trendOf(data, name, days) : null}
              since={`last ${weekday}`}
              href={hrefOf({ metric: name })}
              isChosen={name === chosen.name}
            />
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}

const isNothing = (answer: ReportAnswer | undefined): answer is ReportAnswer =>
  answer?.rows.every((row) => figureOf(row, 'served') === 0) === true;

function Nothing({ answer }: { answer: ReportAnswer }) {
  // Where the operator has small counts suppressed, nothing told is not nothing there.
  const leavesOut = answer.definition.notes.some((note) => note.includes('SUPPRESS_SMALL_COUNTS'));
  return (
    <Empty title="Nothing was served in the last four weeks">
      As soon as somebody has a page it is counted here. Other viewers may have had some: choose them above.
      {leavesOut && ' Days of few users are left out here, and may be all there are.'}
    </Empty>
  );
}
