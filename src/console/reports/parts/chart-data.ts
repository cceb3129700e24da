import type { FigureKind, Interval } from '../figures.ts';

/** One line of a chart: a value for each label. */
export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Drawn as a band. */
  readonly intervals?: readonly (Interval | null)[];
  /** What it is held against: grey and dashed, behind the others. */
  readonly isBehind?: boolean;
}

export interface ChartLabel {
  readonly short: string;
  readonly long: string;
  /** Where it is a day: "2026-11-27", for files. */
  readonly day?: string;
  /** Of a day that is not over: drawn hollow, and said. */
  readonly isPartial?: boolean;
}

export interface ChartMark {
  /** Of the labels. */
  readonly at: number;
  readonly text: string;
}

export type ChartDatum = Readonly<Record<string, number | null | readonly number[] | string>>;

/**
 * As recharts reads it: a record a label, `s0` and `band0` of the first series. `apart`: what is not over is `part0`, so that no line falls
 * to it as if it were.
 */
export function chartData(
  labels: readonly ChartLabel[],
  series: readonly ChartSeries[],
  { apart }: { readonly apart: boolean },
): readonly ChartDatum[] {
  return labels.map(({ short, isPartial = false }, at) =>
    Object.fromEntries([
      ['at', at],
      ['short', short],
      ...series.flatMap(({ values, intervals, isBehind }, n) => {
        const isApart = apart && isPartial;
        if (isApart && isBehind === true) return [];
        return [
          [`${isApart ? 'part' : 's'}${n}`, values[at] ?? null],
          ...(intervals?.[at] && !isApart ? [[`band${n}`, intervals[at]]] : []),
        ];
      }),
    ]),
  );
}

/**
 * Where the axis ends, from 0: above every value, and above intervals as far as these are not many times the greatest value (as of a day
 * with a handful of users), so that the line stays to be read.
 */
export function axisEnd(series: readonly ChartSeries[], kind: FigureKind): number {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null)));
  const bands = series.flatMap(({ intervals }) => (intervals ?? []).flatMap((one) => (one === null ? [] : [one[1]])));
  const end = Math.max(most, ...bands.filter((high) => high <= 2 * most));
  const step = niceStep(end / 4);
  const above = Math.max(step, Math.ceil((end * 1.02) / step) * step);
  return kind === 'share' ? Math.min(1, above) : above;
}

/** 0 to the end, about five of them, at round numbers. */
export function axisTicks(end: number): readonly number[] {
  const step = niceStep(end / 4);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** The next of 1, 2, 2.5, 5, 10, ... that is no less. */
function niceStep(least: number): number {
  if (!(least > 0)) return 0.25;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((times) => times * power).find((step) => step >= least * (1 - 1e-9))!;
}
