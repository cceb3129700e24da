import { type FigureKind, figureText, intervalText } from '../figures.ts';
import type { ChartLabel, ChartMark, ChartSeries } from './chart-data.ts';
import classes from './report-chart.module.css';

interface ChartTipProps {
  readonly at: number;
  readonly labels: readonly ChartLabel[];
  readonly series: readonly (ChartSeries & { readonly color: string })[];
  readonly kind: FigureKind;
  readonly marks: readonly ChartMark[];
}

/** What stands at one label, on pointing at it. */
export function ChartTip({ at, labels, series, kind, marks }: ChartTipProps) {
  const label = labels[at];
  if (label === undefined) return null;
  return (
    <div className={classes.tip}>
      <strong>{label.long}</strong>
      {label.isPartial && ' (not a whole day)'}
      {series.map(({ name, color, values, intervals }) => (
        <div key={name} className={classes.tipRow}>
          <span className={classes.key} style={{ color }} />
          <span>{name}</span>
          <span>
            {figureText(values[at] ?? null, kind)}
            {intervals?.[at] && ` (${intervalText(intervals[at], kind, values[at] ?? null)})`}
          </span>
        </div>
      ))}
      {marks
        .filter((mark) => mark.at === at)
        .map(({ text }) => (
          <div key={text}>{text}</div>
        ))}
    </div>
  );
}
