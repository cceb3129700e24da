/** A metric with what would be good of it. */
export interface GoodFigure {
  readonly name: string;
  /** What would be good, in a short line. */
  readonly good: string;
}

/** Units as they stand behind a number; what is no unit to people is left out. */
export const UNITS: Readonly<Record<string, string>> = { ms: 'ms', s: 's', days: 'days' };
