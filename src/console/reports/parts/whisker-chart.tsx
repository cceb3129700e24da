import { type ReactNode, useMemo } from 'react';
import { type FigureKind, figureText, intervalText, shortText } from '../figures.ts';
import classes from './whisker-chart.module.css';
import { type Measured, type WhiskerScale, whiskerPlace, whiskerScale } from './whisker-scale.ts';

export interface WhiskerLine extends Measured {
  readonly key: string;
  readonly name: ReactNode;
  /** What it was in the time before; left out: not compared. */
  readonly before?: number | null;
}

interface WhiskerChartProps {
  readonly label: string;
  readonly lines: readonly WhiskerLine[];
  readonly kind: FigureKind;
  /** Of numbers that may be below 0: signs are said. */
  readonly isSigned?: boolean;
}

/** One metric of several things below each other: bars from 0 on one axis, whiskers where the true value lies, and each in numbers. */
export function WhiskerChart({ label, lines, kind, isSigned = false }: WhiskerChartProps) {
  const scale = useMemo(() => {
    const before = lines.map((line) => ({ value: line.before ?? null, interval: null }));
    return whiskerScale([...lines, ...before]);
  }, [lines]);
  // One exactness for all, so that digits stand below each other.
  const near = Math.max(scale.max, -scale.min) / 2;
  const text = (value: number | null) =>
    `${isSigned && value !== null && value > 0 ? '+' : ''}${figureText(value, kind, near)}`;
  const interval = ({ interval: ends }: Measured) => {
    if (ends === null) return '';
    return isSigned ? `${text(ends[0])} to ${text(ends[1])}` : intervalText(ends, kind, near);
  };
  return (
    <div className={classes.chart}>
      <dl className={classes.lines} aria-label={label}>
        {lines.map((line) => (
          <div key={line.key} className={classes.line}>
            <dt className={classes.name}>{line.name}</dt>
            <dd className={classes.value}>{text(line.value)}</dd>
            <dd className={classes.interval}>{interval(line)}</dd>
            <Track line={line} scale={scale} />
          </div>
        ))}
      </dl>
      <Axis scale={scale} kind={kind} />
    </div>
  );
}

/** Says nothing that the numbers beside it do not. */
function Track({ line, scale }: { line: WhiskerLine; scale: WhiskerScale }) {
  const place = whiskerPlace(line, scale);
  const before = whiskerPlace({ value: line.before ?? null, interval: null }, scale);
  const zero = (0 - scale.min) / (scale.max - scale.min);
  return (
    <dd className={classes.track} aria-hidden>
      <span className={classes.zero} style={{ left: percent(zero) }} />
      {place !== null && (
        <>
          <span className={classes.bar} style={between(Math.min(zero, place.value), Math.max(zero, place.value))} />
          {place.low !== null && place.high !== null && (
            <span
              className={classes.whisker}
              data-cut={`${place.isCutLow ? 'low' : ''} ${place.isCutHigh ? 'high' : ''}`}
              style={between(place.low, place.high)}
            />
          )}
        </>
      )}
      {before !== null && <span className={classes.before} style={{ left: percent(before.value) }} />}
    </dd>
  );
}

function Axis({ scale: { min, max, ticks }, kind }: { scale: WhiskerScale; kind: FigureKind }) {
  return (
    <div className={classes.axis} aria-hidden>
      {ticks.map((tick) => (
        <span
          key={tick}
          className={classes.tick}
          data-end={tick === min ? 'first' : tick === max ? 'last' : undefined}
          style={{ left: percent((tick - min) / (max - min)) }}
        >
          {shortText(tick, kind).replace('-', '−')}
        </span>
      ))}
    </div>
  );
}

const percent = (share: number): string => `${100 * share}%`;
const between = (from: number, to: number) => ({ left: percent(from), width: percent(to - from) });
