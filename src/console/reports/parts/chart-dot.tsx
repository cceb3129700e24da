import type { ChartLabel, ChartMark } from './chart-data.ts';

interface DotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly stroke?: string;
  readonly index?: number;
  readonly value?: unknown;
}

/** Dots of a line: small, hollow where a day is not over, ringed where there is something to say. */
export function chartDot(labels: readonly ChartLabel[], marks: readonly ChartMark[]) {
  const isMany = labels.length > 40;
  return function Dot({ cx, cy, stroke, index = 0, value }: DotProps) {
    if (value === null || value === undefined || cx === undefined || cy === undefined) return <g key={index} />;
    const isMarked = marks.some(({ at }) => at === index);
    const isPartial = labels[index]?.isPartial === true;
    if (isMany && !isMarked && !isPartial) return <g key={index} />;
    return (
      <g key={index}>
        {isMarked && <circle cx={cx} cy={cy} r={8} fill="none" stroke="var(--mq-chart-2)" strokeWidth={2} />}
        <circle
          cx={cx}
          cy={cy}
          r={isPartial ? 3.5 : 2.5}
          fill={isPartial ? 'var(--mantine-color-body)' : stroke}
          stroke={stroke}
          strokeWidth={isPartial ? 2 : 0}
        />
      </g>
    );
  };
}
