import { Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { trendOf } from '../overview/overview-metrics.ts';
import { useReports } from '../use-reports.tsx';
import { dayLabels } from './day-series.ts';
import { ReportChart } from './report-chart.tsx';

interface DayChartProps {
  /** Told by day, of one thing. */
  readonly answer: Pick<ReportAnswer, 'rows' | 'columns' | 'definition' | 'from' | 'to' | 'tz'>;
  /** The metric's. */
  readonly name: string;
  readonly heading?: string;
}

/** A metric day by day, and behind it the time before where times are compared. */
export function DayChart({ answer, name, heading = 'By day' }: DayChartProps) {
  const { query } = useReports();
  const labels = dayLabels(answer);
  const trend = trendOf(
    answer,
    name,
    labels.map(({ day }) => day),
  );
  if (trend === null) return null;
  const { metric, kind, values, intervals, previous } = trend;
  return (
    <ReportChart
      title={`${metric.title} by day`}
      of="Day"
      labels={labels}
      kind={kind}
      series={[
        { name: 'This time', values, ...(metric.kind === 'ratio' && { intervals }) },
        ...(query.compare && previous !== null ? [{ name: 'The time before', values: previous, isBehind: true }] : []),
      ]}
      caption={labels.some(({ isPartial }) => isPartial) ? 'Hollow: a day that is not all in this time.' : null}
      height={220}
    >
      <Title order={3} size="h6">
        {heading}
      </Title>
    </ReportChart>
  );
}
