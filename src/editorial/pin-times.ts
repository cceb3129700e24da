import type { Pin } from '../domain/pin.ts';
import { occurrences } from '../domain/repeat.ts';

export type PinTimes = Pick<Pin, 'from' | 'until' | 'timeZone' | 'repeat'>;

/** Whether the pin is on at some time from nowMs to its end; of one that does not repeat: whether that is still to come. */
export function comesAgain(pin: PinTimes, nowMs: number): boolean {
  for (const _ of timesFrom(pin, nowMs)) return true;
  return false;
}

/** Whether both are on at some time from fromMs on. For two that repeat it is looked for over a year, in which all clocks change. */
export function timesMeet(a: PinTimes, b: PinTimes, fromMs: number): boolean {
  const untilMs = Math.min(Date.parse(a.until), Date.parse(b.until));
  const lastMs = a.repeat === null && b.repeat === null ? untilMs : Math.min(untilMs, fromMs + YEAR_MS);
  const [ofA, ofB] = [timesFrom(a, fromMs, lastMs), timesFrom(b, fromMs, lastMs)];
  let [x, y] = [ofA.next(), ofB.next()];
  while (x.done !== true && y.done !== true) {
    if (Math.max(x.value.fromMs, y.value.fromMs) < Math.min(x.value.untilMs, y.value.untilMs)) return true;
    if (x.value.untilMs <= y.value.untilMs) x = ofA.next();
    else y = ofB.next();
  }
  return false;
}

const YEAR_MS = 366 * 86_400_000;

function timesFrom(pin: PinTimes, nowMs: number, lastMs = Number.POSITIVE_INFINITY) {
  const fromMs = Math.max(Date.parse(pin.from), nowMs);
  return occurrences(pin.repeat, pin.timeZone, fromMs, Math.min(Date.parse(pin.until), lastMs));
}
