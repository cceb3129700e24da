import { Skeleton, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { figureText, intervalText, kindOf } from '../figures.ts';
import { ChangeFigure } from '../parts/change-figure.tsx';
import { sparkPath } from '../parts/spark-path.ts';
import { changeIn, figureOf, intervalOf } from '../parts/table-columns.ts';
import classes from './figure-card.module.css';
import type { Trend } from './overview-metrics.ts';

interface FigureCardProps {
  readonly name: string;
  /** Of today, compared; null: not there yet. */
  readonly answer: ReportAnswer | null;
  readonly trend: Trend | null;
  readonly since: string;
  /** Its address, to draw it below. */
  readonly href: string;
  readonly isChosen: boolean;
}

/** One number of today: how sure it is, what became of it since last week, and the last four weeks as a line. */
export function FigureCard({ name, answer, trend, since, href, isChosen }: FigureCardProps) {
  const metric = answer?.definition.metrics.find((one) => one.name === name);
  if (answer === null || metric === undefined)
    return <Skeleton className={classes.card!} h={168} role="status" aria-label="Loading" />;
  const row = answer.rows[0] ?? {};
  const kind = kindOf(metric);
  const value = figureOf(row, name);
  const interval = intervalOf(row, name);
  return (
    <article className={classes.card} data-chosen={isChosen}>
      <Text component="h3" size="sm" fw={500} c="dimmed" title={metric.definition}>
        {/* The name alone is the link's, and the whole card its place. */}
        <Link href={href} className={classes.link!} aria-current={isChosen ? 'true' : undefined}>
          {metric.title}
        </Link>
      </Text>
      <div className={classes.figure}>
        <span className={classes.value} data-metric={name}>
          {figureText(value, kind)}
        </span>
        <span className={classes.interval}>{intervalText(interval, kind, value)}</span>
      </div>
      <ChangeFigure change={changeIn(row, metric)} direction={metric.direction} since={since} />
      {trend !== null && <Spark values={trend.values.slice(0, -1)} />}
    </article>
  );
}

const SIZE = { width: 240, height: 40 };

/** Of whole days: today would look like a fall. The chart below says the same, and can be read. */
function Spark({ values }: { values: readonly (number | null)[] }) {
  const { line, area } = sparkPath(values, SIZE);
  return (
    <svg className={classes.spark} viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} preserveAspectRatio="none" aria-hidden>
      <path d={area} className={classes.area} />
      <path d={line} className={classes.line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
