import type { HourCounts } from '../../domain/ports/log-check.ts';

/** A stretch of time in which nothing was logged although something should have been. */
export interface Gap {
  readonly fromMs: number;
  readonly untilMs: number;
  /** How many of what is missed were usual in that time. */
  readonly expected: number;
}

/**
 * Minutes without a page that cannot be chance. With pages coming at a rate r (a Poisson process), a stretch of t minutes is empty with
 * probability exp(-r t): one in a million at r t = 13.8. The rate is the least of that of the hour the stretch begins in, that of the hour
 * it ends in, and, where three of the seven days before know the hour, their median: traffic that ends every night is no gap. Before there
 * has to be steady traffic (30 pages in 20 different minutes of an hour), and after as well or a usual rate to go by: one burst does not make the silence after it a gap.
 * `emptyMinutes` are their starts in order; `hours` what the roll-ups counted, of the range and up to seven days before it.
 */
export function findPageGaps(
  emptyMinutes: readonly number[],
  hours: readonly HourCounts[],
  impressionsAPage: number,
): readonly Gap[] {
  if (impressionsAPage <= 0) return [];
  const byHour = new Map(hours.map((hour) => [hour.hourMs, hour.served / impressionsAPage]));
  const emptyIn = new Map<number, number>();
  for (const minuteMs of emptyMinutes) emptyIn.set(hourOf(minuteMs), (emptyIn.get(hourOf(minuteMs)) ?? 0) + 1);
  /** Pages a minute while there were any; 0: not steadily. */
  const rateOf = (hourMs: number): number => {
    const minutes = 60 - (emptyIn.get(hourMs) ?? 0);
    const pages = byHour.get(hourMs) ?? 0;
    return minutes >= STEADY_MINUTES && pages >= STEADY_PAGES ? pages / minutes : 0;
  };
  return runsOf(emptyMinutes).flatMap(([fromMs, untilMs]) => {
    const before = rateOf(hourOf(fromMs - 1));
    const after = rateOf(hourOf(untilMs));
    let expected = 0;
    for (let minuteMs = fromMs; minuteMs < untilMs; minuteMs += MINUTE_MS) {
      const usual = usualOf(byHour, hourOf(minuteMs));
      if (usual !== null) expected += Math.min(before, after || before, usual / 60);
      else expected += Math.min(before, after);
    }
    return expected > CERTAIN ? [{ fromMs, untilMs, expected }] : [];
  });
}

/**
 * Hours with pages of which no view, click or play came, although at the share of the other hours (their median) chance would not explain
 * it. The last hour is left out: what comes of it is still to come.
 */
export function findEventGaps(hours: readonly HourCounts[], fromMs: number, nowMs: number): readonly Gap[] {
  const shares = hours.filter(({ acted }) => acted > 0).map(({ served, acted }) => acted / served);
  if (shares.length < LEAST_DAYS) return [];
  const usual = medianOf(shares);
  return hours
    .filter(({ hourMs, acted }) => acted === 0 && hourMs >= fromMs && hourMs + 2 * HOUR_MS <= nowMs)
    .map(({ hourMs, served }) => ({ fromMs: hourMs, untilMs: hourMs + HOUR_MS, expected: served * usual }))
    .filter(({ expected }) => expected > CERTAIN);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LEAST_DAYS = 3;
const STEADY_MINUTES = 20;
const STEADY_PAGES = 30;
/** -ln(1e-6) */
const CERTAIN = 13.8;

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** Stretches of minutes without one between them, as [from, until). */
function runsOf(minutes: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const minuteMs of minutes) {
    const last = runs.at(-1);
    if (last?.[1] === minuteMs) last[1] = minuteMs + MINUTE_MS;
    else runs.push([minuteMs, minuteMs + MINUTE_MS]);
  }
  return runs;
}

/** What this hour of the day had on the seven days before, as a median over all of them; null where fewer than three had any. */
function usualOf(byHour: ReadonlyMap<number, number>, hourMs: number): number | null {
  const before = [1, 2, 3, 4, 5, 6, 7].map((days) => byHour.get(hourMs - days * DAY_MS)).filter((n) => n !== undefined);
  return before.length < LEAST_DAYS ? null : medianOf(before);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
