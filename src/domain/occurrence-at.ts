import { type Interval, occurrences, type Repeat } from './repeat.ts';

/** When something that editors made holds: in [from, until), null being from ever or for ever, and of that only as `repeat` says. */
export interface Times {
  readonly from: string | null;
  readonly until: string | null;
  readonly timeZone: string;
  readonly repeat: Repeat | null;
}

/**
 * Of a moment the occurrence that is on, else the next one; both ends Infinity: there is none left. It remembers its last answer, which is
 * the answer to every moment of the same occurrence.
 */
export function occurrenceAt({ from, until, timeZone, repeat }: Times): (nowMs: number) => Interval {
  const whole: Interval = {
    fromMs: from === null ? Number.NEGATIVE_INFINITY : Date.parse(from),
    untilMs: until === null ? Number.POSITIVE_INFINITY : Date.parse(until),
  };
  if (repeat === null) return (nowMs) => (nowMs < whole.untilMs ? whole : NEVER);
  let last: { readonly askedMs: number; readonly found: Interval } | null = null;
  return (nowMs) => {
    if (last !== null && last.askedMs <= nowMs && nowMs < last.found.untilMs) return last.found;
    const [found = NEVER] = occurrences(repeat, timeZone, Math.max(whole.fromMs, nowMs), whole.untilMs);
    last = { askedMs: nowMs, found };
    return found;
  };
}

export const isOn = ({ fromMs, untilMs }: Interval, nowMs: number): boolean => fromMs <= nowMs && nowMs < untilMs;

const NEVER: Interval = { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
