import { Title } from '@mantine/core';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { trendOf } from '../overview/overview-metrics.ts';
import type { DayLabel } from '../parts/day-series.ts';
import { ReportChart } from '../parts/report-chart.tsx';
import type { QualityChart } from './quality-parts.ts';

interface QualityChartFigureProps {
  readonly chart: QualityChart;
  readonly answer: ReportAnswer;
  readonly labels: readonly DayLabel[];
}

/** Metrics of one unit day by day. One line alone has its interval; where several are drawn the table has them. */
export function QualityChartFigure({ chart, answer, labels }: QualityChartFigureProps) {
  const days = labels.map(({ day }) => day);
  const drawn = chart.lines.flatMap(({ name, title }) => {
    const trend = trendOf(answer, name, days);
    return trend === null ? [] : [{ ...trend, title }];
  });
  // Where nothing was noted there is no course of things: the figure above says a dash.
  if (drawn.every(({ values }) => values.every((value) => value === null))) return null;
  const hasIntervals = chart.shape === 'line' && drawn.every(({ metric }) => metric.kind === 'ratio');
  return (
    <ReportChart
      title={chart.title}
      of="Day"
      labels={labels}
      kind={drawn[0]!.kind}
      shape={chart.shape}
      series={drawn.map(({ title, values, intervals }) => ({
        name: title,
        values,
        ...(hasIntervals && { intervals }),
      }))}
      caption={chart.caption}
      height={220}
    >
      <Title order={3} size="h6">
        {chart.title}
      </Title>
    </ReportChart>
  );
}
