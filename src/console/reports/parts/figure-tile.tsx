import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Metric } from '../../../../clients/typescript/src/index.ts';
import { type FigureKind, figureText, intervalText, kindOf } from '../figures.ts';
import { ChangeFigure } from './change-figure.tsx';
import classes from './figure-tile.module.css';
import { changeIn, figureOf, intervalOf, type ReportRow } from './table-columns.ts';

/** Figures beside each other, as many in a line as there is room for. */
export function FigureTiles({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={classes.tiles} aria-label={label}>
      {children}
    </dl>
  );
}

interface FigureTileProps {
  readonly metric: Metric;
  readonly row: ReportRow;
  /** Said behind the number: "ms". */
  readonly unit?: string;
  /** What would be good, in a short line. */
  readonly children?: ReactNode;
}

/** One metric of one row of an answer: the number, where the true value lies, and what became of it where times are compared. */
export function FigureTile({ metric, row, unit, children }: FigureTileProps) {
  const { name, title, definition } = metric;
  const kind: FigureKind = kindOf(metric);
  const value = figureOf(row, name);
  const interval = intervalOf(row, name);
  return (
    <div className={classes.tile}>
      <dt className={classes.title} title={definition}>
        {title}
      </dt>
      <dd className={classes.value}>
        <span className={classes.number} data-metric={name}>
          {figureText(value, kind)}
          {unit !== undefined && value !== null && ` ${unit}`}
        </span>
        {interval !== null && (
          <span className={classes.interval}>
            <VisuallyHidden>between </VisuallyHidden>
            {intervalText(interval, kind, value)}
          </span>
        )}
      </dd>
      {`previous_${name}` in row && (
        <dd className={classes.more}>
          <ChangeFigure change={changeIn(row, metric)} direction={metric.direction} />
        </dd>
      )}
      {children !== undefined && <dd className={classes.more}>{children}</dd>}
    </div>
  );
}
