import { Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Metric, ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import { useReports } from '../use-reports.tsx';
import { FigureTile, FigureTiles } from './figure-tile.tsx';
import { chosenMetric, drawnMetrics } from './metric-choice.ts';
import { MetricSelect } from './metric-select.tsx';

interface OpenedFiguresProps {
  /** Of what is open alone. */
  readonly answer: ReportAnswer;
  /** The metrics to say, in this order, as far as there are such. */
  readonly figures: readonly string[];
  /** Metrics that are figures alone. */
  readonly undrawn?: readonly string[];
  /** Said where it was not served. */
  readonly empty: string;
  /** What is drawn of the metric that is chosen. */
  readonly children: (metric: Metric) => ReactNode;
}

/** The figures of what is open, and below them what is drawn of one of its metrics. */
export function OpenedFigures({ answer, figures, undrawn = [], empty, children }: OpenedFiguresProps) {
  const { query, set } = useReports();
  const row = answer.rows[0];
  const metrics = drawnMetrics(answer).filter(({ name }) => !undrawn.includes(name));
  const metric = chosenMetric(metrics, query.metric);
  if (row === undefined || metric === null) {
    return <Empty title={empty}>Ask for a longer time, or for other viewers.</Empty>;
  }
  return (
    <Stack gap="lg">
      <FigureTiles label="In all of this time">
        {figures
          .flatMap((name) => answer.definition.metrics.find((one) => one.name === name) ?? [])
          .map((one) => (
            <FigureTile key={one.name} metric={one} row={row} />
          ))}
      </FigureTiles>
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h5">
          {metric.title}
        </Title>
        <MetricSelect metrics={metrics} chosen={metric} onChoose={(name) => set({ metric: name }, { replace: true })} />
      </Group>
      {children(metric)}
    </Stack>
  );
}
