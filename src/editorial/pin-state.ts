import type { Pin } from '../domain/pin.ts';
import { comesAgain, type PinTimes } from './pin-times.ts';

/** What a pin is at a time, as it follows from the pin. */
export const PIN_STATES = ['draft', 'scheduled', 'live', 'expired', 'withdrawn'] as const;
export type PinState = (typeof PIN_STATES)[number];

/**
 * withdrawn: it was removed. draft: it is not enabled. expired: it has no time left. live: it is on now. scheduled: it is to come, for the
 * first time or again. Of a pin for which more than one holds, the first.
 */
export function pinStateOf(pin: PinTimes & Pick<Pin, 'enabled'>, isRemoved: boolean, nowMs: number): PinState {
  if (isRemoved) return 'withdrawn';
  if (!pin.enabled) return 'draft';
  if (!comesAgain(pin, nowMs)) return 'expired';
  return isOn(pin, nowMs) ? 'live' : 'scheduled';
}

/** Within one millisecond nothing else begins. */
const isOn = (pin: PinTimes, nowMs: number): boolean =>
  Date.parse(pin.from) <= nowMs &&
  comesAgain({ ...pin, until: new Date(Math.min(nowMs + 1, Date.parse(pin.until))).toISOString() }, nowMs);
