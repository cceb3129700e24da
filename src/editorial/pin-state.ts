import type { Pin } from '../domain/pin.ts';
import type { StoredPin } from '../domain/ports/pin-store.ts';
import { comesAgain, type PinTimes } from './pin-times.ts';

/** What anything that editors give a time is at a moment. */
export const TIMED_STATES = ['draft', 'scheduled', 'live', 'expired'] as const;
export type TimedState = (typeof TIMED_STATES)[number];

/** What a pin is at a moment, as it follows from the pin. */
export const PIN_STATES = [...TIMED_STATES, 'withdrawn', 'awaiting-approval'] as const;
export type PinState = (typeof PIN_STATES)[number];

/**
 * withdrawn: it was removed. awaiting-approval: its newest version waits for another editor, while that or what pages have of it has time
 * left. Else as timedStateOf its newest version. Of a pin for which more than one holds, the first.
 */
export function pinStateOf(
  stored: Pick<StoredPin, 'waiting'> & { readonly pin: TimedPin },
  isRemoved: boolean,
  nowMs: number,
): PinState {
  if (isRemoved) return 'withdrawn';
  const { pin, waiting } = stored;
  const standing = waiting?.standing ?? null;
  const isOpen =
    waiting !== undefined && (comesAgain(pin, nowMs) || (standing !== null && comesAgain(standing, nowMs)));
  return isOpen ? 'awaiting-approval' : timedStateOf(pin, nowMs);
}

/** draft: it is not enabled. expired: it has no time left. live: it is on now. scheduled: it is to come, for the first time or again. */
export function timedStateOf(pin: TimedPin, nowMs: number): TimedState {
  if (!pin.enabled) return 'draft';
  if (!comesAgain(pin, nowMs)) return 'expired';
  return isOn(pin, nowMs) ? 'live' : 'scheduled';
}

type TimedPin = PinTimes & Pick<Pin, 'enabled'>;

/** Within one millisecond nothing else begins. */
const isOn = (pin: PinTimes, nowMs: number): boolean =>
  Date.parse(pin.from) <= nowMs &&
  comesAgain({ ...pin, until: new Date(Math.min(nowMs + 1, Date.parse(pin.until))).toISOString() }, nowMs);
