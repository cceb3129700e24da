import { VisuallyHidden } from '@mantine/core';
import { type FigureKind, figureText, type Interval, intervalText } from '../figures.ts';
import classes from './figures.module.css';

interface RatioFigureProps {
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly kind: FigureKind;
  /** The end of the line below, which begins at 0: the same for all that stand below each other. */
  readonly scaleTo: number;
}

/** A ratio, its interval beside it, and where both lie on a line from 0: what stands below each other can be compared at a glance. */
export function RatioFigure({ value, interval, kind, scaleTo }: RatioFigureProps) {
  const at = (number: number) => `${Math.min(100, Math.max(0, (number / scaleTo) * 100))}%`;
  return (
    <span className={classes.ratio}>
      <span>{figureText(value, kind)}</span>
      <span className={classes.ratioInterval}>
        {interval !== null && (
          <>
            <VisuallyHidden>, between </VisuallyHidden>
            {intervalText(interval, kind, value)}
          </>
        )}
      </span>
      {value !== null && scaleTo > 0 && (
        <span className={classes.track} aria-hidden>
          {interval !== null && (
            <span
              className={classes.span}
              style={{ left: at(interval[0]), width: `calc(${at(interval[1])} - ${at(interval[0])})` }}
            />
          )}
          <span className={classes.dot} style={{ left: at(value) }} />
        </span>
      )}
    </span>
  );
}
