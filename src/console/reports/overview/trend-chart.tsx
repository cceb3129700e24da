import { Select, Stack, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { ReportChart } from '../parts/report-chart.tsx';
import { ReportState } from '../parts/report-state.tsx';
import { dayText, shortDayText } from '../report-words.ts';
import { useReports } from '../use-reports.tsx';
import { anomalyDays, anomalyMarks } from './anomalies.ts';
import { OVERVIEW_REPORTS, type Said, TREND_DAYS, trendOf } from './overview-metrics.ts';

interface TrendChartProps {
  readonly report: UseQueryResult<ReportAnswer>;
  /** The metric's. */
  readonly name: string;
  /** What to mark; null: not known yet. */
  readonly anomalies: ReportAnswer | null;
  readonly said: Said;
  readonly days: readonly string[];
  /** Of today, to when it is counted: "14:03". */
  readonly until: string;
}

/** A metric day by day, and behind it the four weeks before, weekday on weekday. */
export function TrendChart({ report, name, anomalies, said, days, until }: TrendChartProps) {
  return (
    <Stack component="section" gap="xs" aria-labelledby="trend">
      <Title order={2} size="h4" id="trend">
        Day by day
      </Title>
      <ReportState report={report}>
        {(answer) => {
          const trend = trendOf(answer, name, days);
          if (trend === null) return null;
          const { metric, kind, values, intervals, previous } = trend;
          const labels = days.map((day, at) => ({
            day,
            short: shortDayText(day),
            long: dayText(day),
            isPartial: at === days.length - 1,
          }));
          const marks = anomalies === null ? [] : anomalyMarks(anomalyDays(anomalies), name, days);
          const hasIntervals = metric.kind === 'ratio';
          return (
            <ReportChart
              title={`${metric.title}, day by day`}
              caption={
                <>
                  {metric.definition} The last day is today to {until}, and not over.
                  {marks.length > 0 && ' Ringed: out of the ordinary.'}
                </>
              }
              of="Day"
              labels={labels}
              kind={kind}
              marks={marks}
              series={[
                { name: `The last ${TREND_DAYS} days`, values, ...(hasIntervals && { intervals }) },
                ...(previous === null
                  ? []
                  : [{ name: `The ${TREND_DAYS} days before`, values: previous, isBehind: true }]),
              ]}
            >
              <MetricSelect said={said} name={name} />
            </ReportChart>
          );
        }}
      </ReportState>
    </Stack>
  );
}

/** Any metric of the reports can be drawn: the ones of the cards, and the others. */
function MetricSelect({ said, name }: { said: Said; name: string }) {
  const { set } = useReports();
  return (
    <Select
      aria-label="Metric"
      w={240}
      allowDeselect={false}
      data={OVERVIEW_REPORTS.map(({ report, title }) => ({
        group: title,
        items: (said[report]?.definition.metrics ?? []).map((metric) => ({ value: metric.name, label: metric.title })),
      }))}
      value={name}
      onChange={(chosen) => chosen && set({ metric: chosen }, { replace: true })}
    />
  );
}
