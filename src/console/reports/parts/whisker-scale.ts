import type { Interval } from '../figures.ts';

/** One axis for many values below each other, with 0 on it: lengths may be compared. */
export interface WhiskerScale {
  readonly min: number;
  readonly max: number;
  /** Where the axis is labelled: both ends, 0, and halfway to where it is longest. */
  readonly ticks: readonly number[];
}

export interface Measured {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** Where a value stands on the axis, 0..1 of its width. */
export interface WhiskerPlace {
  readonly zero: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The interval goes on beyond the end of the axis. */
  readonly isCutLow: boolean;
  readonly isCutHigh: boolean;
}

/**
 * An axis for all of the values. Intervals fit on it as far as they do not go beyond twice the furthest value: what was counted little
 * would flatten all else, and is cut instead.
 */
export function whiskerScale(measured: readonly Measured[]): WhiskerScale {
  const known = measured.filter((one): one is Measured & { value: number } => one.value !== null);
  const reach = (side: 1 | -1): number => {
    const values = known.map(({ value }) => side * value);
    const furthest = Math.max(0, ...values);
    const ends = known.map(({ interval }) => (interval === null ? 0 : side * interval[side === 1 ? 1 : 0]));
    const most = furthest > 0 ? CUT * furthest : Number.POSITIVE_INFINITY;
    return roundUp(Math.max(furthest, Math.min(most, Math.max(0, ...ends))));
  };
  const max = reach(1);
  const min = reach(-1) === 0 ? 0 : -reach(-1);
  const scale = max === 0 && min === 0 ? { min: 0, max: 1 } : { min, max };
  const half = (scale.max >= -scale.min ? scale.max : scale.min) / 2;
  return { ...scale, ticks: [...new Set([scale.min, 0, half, scale.max])].sort((a, b) => a - b) };
}

/** null: there is no value. */
export function whiskerPlace({ value, interval }: Measured, { min, max }: WhiskerScale): WhiskerPlace | null {
  if (value === null) return null;
  const at = (number: number): number => Math.min(1, Math.max(0, (number - min) / (max - min)));
  return {
    zero: at(0),
    value: at(value),
    low: interval && at(interval[0]),
    high: interval && at(interval[1]),
    isCutLow: interval !== null && interval[0] < min,
    isCutHigh: interval !== null && interval[1] > max,
  };
}

/** The least of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is no less. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(12));
}

const CUT = 2;
const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10] as const;
