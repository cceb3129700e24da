import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { wallOf } from '../../parts/moment.ts';
import { DefinitionPanel } from '../parts/definition-panel.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { ReportToolbar } from '../parts/report-toolbar.tsx';
import { figureOf } from '../parts/table-columns.ts';
import { weekdayText } from '../report-words.ts';
import { useReport } from '../use-report.ts';
import { useReports } from '../use-reports.tsx';
import { AnomalyList } from './anomaly-list.tsx';
import { FigureCard } from './figure-card.tsx';
import { chosenMetric, OVERVIEW_METRICS, type Said, trendDays, trendOf } from './overview-metrics.ts';
import { TrendChart } from './trend-chart.tsx';

/** How today goes, against the same hours of a week ago; and the last four weeks, against the four before. */
export function OverviewTab() {
  const { query, asked, hrefOf, tz, asOfMs } = useReports();
  const now = wallOf(asOfMs, tz);
  const days = trendDays(now);
  const today = asked({ range: 'today', by: [], compare: true });
  const todays = { funnel: useReport('funnel', today), engagement: useReport('engagement', today) };
  const said = { funnel: todays.funnel.data ?? null, engagement: todays.engagement.data ?? null };
  const chosen = chosenMetric(query.metric, said);
  // The line of a card needs the days alone, the chart the ones before them, too.
  const trend = (report: string) =>
    asked({ range: { from: days[0]!, to: days.at(-1)! }, by: ['day'], compare: report === chosen.report });
  const reports = {
    funnel: { today: todays.funnel, trend: useReport('funnel', trend('funnel')) },
    engagement: { today: todays.engagement, trend: useReport('engagement', trend('engagement')) },
  };
  const anomalies = useReport(
    'anomalies',
    asked({ range: { from: days[0]!, to: days.at(-1)! }, by: [], compare: false }),
  );
  const all = Object.values(reports).flatMap((one) => [one.today, one.trend]);
  const failed = all.find(({ isError }) => isError);
  const trends = reports[chosen.report].trend;
  const answers = [reports.funnel.today, reports.engagement.today, anomalies].flatMap(({ data }) => data ?? []);
  const isEmpty = reports.funnel.trend.data?.rows.every((row) => figureOf(row, 'served') === 0) === true;
  return (
    <Stack gap="lg">
      <ReportToolbar withoutRange withoutCompare />
      {failed && (
        <Failure
          error={failed.error}
          onRetry={() => void Promise.all(all.filter(({ isError }) => isError).map((one) => one.refetch()))}
        />
      )}
      {isEmpty && (
        <Empty title="Nothing was served in the last four weeks">
          As soon as somebody has a page it is counted here. Other viewers may have had some: choose them above.
          {leavesOut(reports.funnel.trend.data) && ' Days of few users are left out here, and may be all there are.'}
        </Empty>
      )}
      {!failed && !isEmpty && (
        <>
          <Stack component="section" gap="xs" aria-labelledby="today">
            <div>
              <Title order={2} size="h4" id="today">
                Today so far
              </Title>
              <Text size="sm" c="dimmed">
                From midnight to {now.slice(11)}, beside last {weekdayText(days.at(-8)!)} to the same time
              </Text>
            </div>
            <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
              {OVERVIEW_METRICS.map(({ name, report }) => {
                const { data } = reports[report].trend;
                return (
                  <FigureCard
                    key={name}
                    name={name}
                    answer={reports[report].today.data ?? null}
                    trend={data ? trendOf(data, name, days) : null}
                    since={`last ${weekdayText(days.at(-8)!)}`}
                    href={hrefOf({ metric: name })}
                    isChosen={name === chosen.name}
                  />
                );
              })}
            </SimpleGrid>
          </Stack>
          <ReportState report={anomalies}>
            {(answer) => <AnomalyList answer={answer} drawn={metricsOf(said.funnel)} />}
          </ReportState>
          <TrendChart
            anomalies={anomalies.data ?? null}
            report={trends}
            name={chosen.name}
            said={said}
            days={days}
            until={now.slice(11)}
          />
          {answers.length > 0 && <DefinitionPanel answers={answers} />}
        </>
      )}
    </Stack>
  );
}

/** Whether the operator has small counts suppressed: then nothing told is not nothing there. */
const leavesOut = (answer: ReportAnswer | undefined): boolean =>
  answer?.definition.notes.some((note) => note.includes('SUPPRESS_SMALL_COUNTS')) === true;

const metricsOf = (answer: Said['funnel']): readonly string[] =>
  answer?.definition.metrics.map(({ name }) => name) ?? [];
