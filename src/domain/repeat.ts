import { offsetPieces } from './offset-pieces.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Every week, on these days, while clocks show a time in [from, until). 'HH:MM', `until` to '24:00'; an `until` before `from` is one of
 * the next day. What clocks never show in spring does not come that day, and what they show twice in autumn comes twice.
 */
export interface Repeat {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
}

/** Milliseconds since 1970, [fromMs, untilMs). */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * When it is on within [fromMs, untilMs), by clocks of the time zone: in order, none empty, none touching the next. Without a repeat
 * that is all of the time. Lazy, as there may be thousands; each one costs as much as the days to the next.
 */
export function* occurrences(
  repeat: Repeat | null,
  timeZone: string,
  fromMs: number,
  untilMs: number,
): Generator<Interval> {
  if (fromMs >= untilMs) return;
  if (repeat === null || isAlways(repeat)) {
    yield { fromMs, untilMs };
    return;
  }
  let last: { fromMs: number; untilMs: number } | null = null;
  for (const next of pieces(repeat, timeZone, fromMs, untilMs)) {
    if (last?.untilMs === next.fromMs) last.untilMs = next.untilMs;
    else {
      if (last !== null) yield last;
      last = { ...next };
    }
  }
  if (last !== null) yield last;
}

/** No occurrence is as long as this, but for what is always on. */
export const LONGEST_OCCURRENCE_MS = 14 * 86_400_000;

const DAY_MS = 86_400_000;
/** 1970 began on a Thursday. */
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 4) % 7) + 7) % 7]!;

/** Of each offset in turn the days that clocks show then: within one offset time only goes forward. */
function* pieces(
  { days, from, until }: Repeat,
  timeZone: string,
  fromMs: number,
  untilMs: number,
): Generator<Interval> {
  const startMs = timeOfDayMs(from);
  const ownEndMs = timeOfDayMs(until);
  const endMs = ownEndMs > startMs ? ownEndMs : ownEndMs + DAY_MS;
  for (const piece of offsetPieces(timeZone, fromMs)) {
    if (piece.fromMs >= untilMs) return;
    const { offsetMs } = piece;
    const firstMs = Math.max(piece.fromMs, fromMs);
    const endOfPieceMs = Math.min(piece.untilMs, untilMs);
    // Of the day before it may still be on.
    for (let day = Math.floor((firstMs + offsetMs) / DAY_MS) - 1; day * DAY_MS < endOfPieceMs + offsetMs; day++) {
      if (!days.includes(weekdayOf(day))) continue;
      const onMs = Math.max(day * DAY_MS + startMs - offsetMs, firstMs);
      const offMs = Math.min(day * DAY_MS + endMs - offsetMs, endOfPieceMs);
      if (onMs < offMs) yield { fromMs: onMs, untilMs: offMs };
    }
  }
}

const isAlways = ({ days, from, until }: Repeat): boolean =>
  from === '00:00' && until === '24:00' && WEEKDAYS.every((day) => days.includes(day));

function timeOfDayMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
}
