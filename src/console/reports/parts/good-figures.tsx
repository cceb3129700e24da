import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { FigureTile, FigureTiles } from './figure-tile.tsx';
import { type GoodFigure, UNITS } from './good-figure.ts';

interface GoodFiguresProps {
  readonly label: string;
  readonly figures: readonly GoodFigure[];
  /** Of one row. */
  readonly answer: ReportAnswer;
}

/** Metrics of one time, each with what would be good. */
export function GoodFigures({ label, figures, answer }: GoodFiguresProps) {
  const row = answer.rows[0] ?? {};
  return (
    <FigureTiles label={label}>
      {figures.map(({ name, good }) => {
        const metric = answer.definition.metrics.find((one) => one.name === name);
        if (metric === undefined) return null;
        return (
          <FigureTile key={name} metric={metric} row={row} unit={UNITS[metric.unit]}>
            {good}
          </FigureTile>
        );
      })}
    </FigureTiles>
  );
}
