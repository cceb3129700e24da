import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { TableIcon } from '@radix-ui/react-icons';
import { type ReactNode, useId } from 'react';
import { type FigureKind, shortText } from '../figures.ts';
import { chartCsv } from './chart-csv.ts';
import { axisEnd, axisTicks, type ChartLabel, type ChartMark, type ChartSeries, chartData } from './chart-data.ts';
import { chartDot } from './chart-dot.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTip } from './chart-tip.tsx';
import { CsvButton } from './csv-button.tsx';
import classes from './report-chart.module.css';

export interface ReportChartProps {
  readonly title: string;
  /** What is drawn, in a sentence or two below it. */
  readonly caption: ReactNode;
  /** What the labels are: "Day". */
  readonly of: string;
  readonly labels: readonly ChartLabel[];
  readonly series: readonly ChartSeries[];
  readonly kind: FigureKind;
  /** 'stack': areas upon each other, of parts of a whole. */
  readonly shape?: 'line' | 'bar' | 'stack';
  readonly marks?: readonly ChartMark[];
  readonly height?: number;
  /** Beside the title. */
  readonly children?: ReactNode;
}

/** A figure from 0 on, with intervals as bands; the same as a table for whoever reads better so, and always for screen readers. */
export function ReportChart({
  title,
  caption,
  of,
  labels,
  series,
  kind,
  shape = 'line',
  marks = NONE,
  height = 280,
  children,
}: ReportChartProps) {
  const [isTable, table] = useDisclosure(false);
  const tableId = useId();
  const end = axisEnd(shape === 'stack' ? [summed(series)] : series, kind);
  const drawn = series.map((one, n) => ({ ...one, n, color: colorOf(one, n) }));
  const behindFirst = [...drawn].sort((a, b) => Number(b.isBehind ?? false) - Number(a.isBehind ?? false));
  const type = shape === 'line' ? 'line' : shape === 'bar' ? 'bar' : 'area';
  return (
    <figure className={classes.figure} aria-label={title}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <Group gap="sm" align="flex-end">
          {children}
        </Group>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<TableIcon />}
            onClick={table.toggle}
            aria-expanded={isTable}
            aria-controls={tableId}
          >
            {isTable ? 'As a chart' : 'As a table'}
          </Button>
          <CsvButton name={title} csv={() => chartCsv(of, labels, series)} />
        </Group>
      </Group>
      <ChartTable
        id={tableId}
        title={title}
        of={of}
        labels={labels}
        series={series}
        kind={kind}
        marks={marks}
        isShown={isTable}
      />
      {!isTable && (
        <div aria-hidden>
          <Legend series={drawn} shape={shape} />
          <CompositeChart
            h={height}
            data={chartData(labels, series, { apart: shape === 'line' }) as Record<string, unknown>[]}
            dataKey="at"
            series={[
              ...behindFirst
                .filter(({ intervals }) => intervals)
                .map(({ n, color }) => ({ name: `band${n}`, color, type: 'area' as const })),
              ...behindFirst.map(({ n, color, isBehind }) => ({
                ...{ name: `s${n}`, color, type: isBehind ? ('line' as const) : (type as 'line') },
                ...(isBehind && { strokeDasharray: '4 4' }),
              })),
              ...drawn
                .filter(({ isBehind }) => shape === 'line' && !isBehind)
                .map(({ n, color }) => ({ name: `part${n}`, color, type: 'line' as const })),
            ]}
            curveType="linear"
            connectNulls={false}
            accessibilityLayer={false}
            withLegend={false}
            gridProps={{ strokeDasharray: '' }}
            tickLine="none"
            xAxisProps={{
              tickFormatter: (at: number) => labels[at]?.short ?? '',
              minTickGap: 24,
              interval: 'equidistantPreserveStart',
              padding: { left: 14, right: 14 },
            }}
            yAxisProps={{ domain: [0, end], ticks: [...axisTicks(end)], width: 56, allowDataOverflow: true }}
            valueFormatter={(value) => shortText(value, kind)}
            composedChartProps={{ margin: { top: 12, right: 6, bottom: 8, left: 0 } }}
            lineProps={({ name }) => ({
              strokeWidth: name === 's0' ? 2 : 1.5,
              dot: series[Number(name.replace(/\D+/, ''))]?.isBehind ? false : chartDot(labels, marks),
              activeDot: { r: 4, stroke: 'var(--mantine-color-body)' },
            })}
            areaProps={({ name }) =>
              name.startsWith('band')
                ? { strokeWidth: 0, fillOpacity: 0.18, dot: false, activeDot: false, tooltipType: 'none' }
                : { stackId: 'all', fillOpacity: 0.75, strokeWidth: 1, dot: false }
            }
            maxBarWidth={28}
            tooltipAnimationDuration={0}
            tooltipProps={{
              content: ({ label, active }) =>
                active ? (
                  <ChartTip at={Number(label)} labels={labels} series={drawn} kind={kind} marks={marks} />
                ) : null,
            }}
          />
        </div>
      )}
      <figcaption>
        <Text size="xs" c="dimmed">
          {caption}
        </Text>
      </figcaption>
    </figure>
  );
}

const NONE: readonly ChartMark[] = [];

/** Told apart in both schemes, and by eyes that do not tell red from green. */
const COLORS = [
  '--mq-chart-1',
  '--mq-chart-2',
  '--mq-chart-3',
  '--mq-chart-4',
  '--mq-chart-5',
  '--mq-chart-6',
  '--mq-chart-7',
];
const colorOf = ({ isBehind }: ChartSeries, n: number): string =>
  `var(${isBehind ? '--mq-chart-behind' : COLORS[n % COLORS.length]})`;

function summed(series: readonly ChartSeries[]): ChartSeries {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  const values = Array.from({ length }, (_, at) => series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  return { name: '', values };
}

function Legend({ series, shape }: { series: readonly (ChartSeries & { color: string })[]; shape: string }) {
  const hasBand = series.some(({ intervals }) => intervals?.some((one) => one !== null));
  if (series.length === 1 && !hasBand) return null;
  return (
    <ul className={classes.legend}>
      {series.map(({ name, color, isBehind }) => (
        <li key={name}>
          <span
            className={classes.key}
            data-shape={isBehind ? 'dashed' : shape === 'line' ? 'line' : 'block'}
            style={{ color }}
          />
          {name}
        </li>
      ))}
      {hasBand && (
        <li>
          <span
            className={classes.key}
            data-shape="band"
            style={{ color: series.find(({ intervals }) => intervals)!.color }}
          />
          19 times in 20 the true value is in here
        </li>
      )}
    </ul>
  );
}
