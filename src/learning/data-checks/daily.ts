import type { WatchedLog } from './log-watch.ts';

/** The newest days of a log, by number from 0; what checks of single days compare with each other. */
export interface DayWindow {
  /** Days since 1970 of day 0. */
  readonly firstDay: number;
  readonly days: number;
  /** Of a time; -1 outside the window. */
  dayAt(atMs: number): number;
  /** 2026-03-01 */
  nameOf(day: number): string;
}

export const DAY_MS = 86_400_000;
/** So that one season is compared with itself. */
const MOST_DAYS = 60;
/** Fewer days tell nothing of what is usual. */
const FEWEST_DAYS = 10;
const NEIGHBOURS = 14;
/** At its beginning a log grows by leaps, and everything in it is new. */
const SETTLING_DAYS = 7;

/** From the first day with an event, 60 days before the newest at most. Times after now are none of the log's days. */
export function dayWindow(atMs: Float64Array, nowMs: number): DayWindow {
  let newest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < atMs.length; at++) if (atMs[at]! > newest && atMs[at]! <= nowMs) newest = atMs[at]!;
  const lastDay = Math.floor(newest / DAY_MS);
  let firstDay = lastDay;
  for (let at = 0; at < atMs.length; at++) {
    const day = Math.floor(atMs[at]! / DAY_MS);
    if (day < firstDay && day > lastDay - MOST_DAYS) firstDay = day;
  }
  const days = Number.isFinite(lastDay) ? lastDay - firstDay + 1 : 0;
  return {
    firstDay,
    days,
    dayAt(ms) {
      const day = Math.floor(ms / DAY_MS) - firstDay;
      return day >= 0 && day < days ? day : -1;
    },
    nameOf: (day) => new Date((firstDay + day) * DAY_MS).toISOString().slice(0, 10),
  };
}

/** How many of the events (or pages) for which `keep` is true each day of the window has. */
export function perDay(window: DayWindow, atMs: Float64Array, keep?: (at: number) => boolean): Float64Array {
  const counts = new Float64Array(window.days);
  for (let at = 0; at < atMs.length; at++) {
    const day = window.dayAt(atMs[at]!);
    if (day >= 0 && (keep === undefined || keep(at))) counts[day]!++;
  }
  return counts;
}

export interface DayVerdict {
  readonly day: number;
  readonly value: number;
  /** Median of the nearest days. */
  readonly usual: number;
  /** Median distance of those from it. */
  readonly spread: number;
}

/**
 * Each whole day beside the days around it (14 at most). The first and the last day are cut off, and left out; the first week counts
 * and is not judged. A day whose value is NaN neither is judged nor counts. Empty where there are too few days to tell.
 */
export function besideNeighbours(values: ArrayLike<number>): readonly DayVerdict[] {
  const whole: number[] = [];
  for (let day = 1; day + 1 < values.length; day++) if (!Number.isNaN(values[day]!)) whole.push(day);
  if (whole.length < FEWEST_DAYS) return [];
  const verdicts: DayVerdict[] = [];
  for (const [at, day] of whole.entries()) {
    if (day < SETTLING_DAYS) continue;
    const from = Math.max(0, Math.min(at - NEIGHBOURS / 2, whole.length - 1 - NEIGHBOURS));
    const others = whole.slice(from, from + NEIGHBOURS + 1).filter((other) => other !== day);
    const around = others.map((other) => values[other]!);
    const usual = median(around);
    const spread = median(around.map((value) => Math.abs(value - usual)));
    verdicts.push({ day, value: values[day]!, usual, spread });
  }
  return verdicts;
}

/**
 * Whether a log has days like each other: at least `least` events on the median whole day, few of them nearly empty, and no wild
 * swings. Only of such a log can a day be said to be out of the ordinary; histories of decades and logs of demos are not like that.
 */
export function isRegular(counts: Float64Array, least = 50): boolean {
  const whole = Array.from(counts.subarray(1, counts.length - 1));
  if (whole.length < FEWEST_DAYS) return false;
  const middle = median(whole);
  const nearlyEmpty = whole.filter((count) => count < 0.3 * middle).length;
  const spread = median(whole.map((count) => Math.abs(count - middle)));
  return middle >= least && nearlyEmpty <= 0.2 * whole.length && spread <= 0.6 * middle;
}

/** part / whole by day; NaN on days with fewer than `least` of the whole. */
export function sharesOf(parts: Float64Array, wholes: Float64Array, least = 50): Float64Array {
  return parts.map((part, day) => (wholes[day]! >= least ? part / wholes[day]! : Number.NaN));
}

/** Days on which each number was seen for the first time in all of the log; -1: before the window, or never. */
export function firstDayOf(window: DayWindow, { events }: WatchedLog, numbers: Int32Array): (number: number) => number {
  const first = new Map<number, number>();
  for (let at = 0; at < events.length; at++) {
    const atMs = events.atMs[at]!;
    const before = first.get(numbers[at]!);
    if (before === undefined || atMs < before) first.set(numbers[at]!, atMs);
  }
  return (number) => window.dayAt(first.get(number) ?? Number.NEGATIVE_INFINITY);
}

export function median(values: ArrayLike<number>): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
