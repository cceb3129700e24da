import { isInAudience } from '../domain/audience.ts';
import type { Pin } from '../domain/pin.ts';
import type { StoredPin } from '../domain/ports/pin-store.ts';
import { occurrences } from '../domain/repeat.ts';
import type { PageRequest } from '../domain/request.ts';
import { kindOfRow } from '../domain/row-id.ts';
import type { Shown } from '../domain/shown.ts';
import type { PageRules } from './rules/page-rules.ts';

/** A pin with its times read, once per change of the pins; of those on a page the times of this occurrence. */
export interface PagePin {
  readonly pinNo: number;
  readonly pin: Pin;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The pins of one page, the strongest first, and when the next one begins for its audience: it is another page then. */
export interface PagePins {
  readonly due: readonly PagePin[];
  /** Infinity: none will. */
  readonly nextMs: number;
  /** What the editors' rules say beside them; absent: nothing. */
  readonly rules?: PageRules;
}

/** From pins in the order of `byPrecedence` those whose audience and time the request falls in; for one row alone its own. */
export function pinsFor(pins: readonly PagePin[], request: PageRequest, rowId?: string): PagePins {
  const due: PagePin[] = [];
  let nextMs = Number.POSITIVE_INFINITY;
  for (const each of pins) {
    const pin = each.pin.repeat === null ? each : occurrenceOf(each, request.nowMs);
    const isComing = pin.fromMs > request.nowMs && pin.fromMs < nextMs;
    const isDue = pin.fromMs <= request.nowMs && request.nowMs < pin.untilMs;
    if (!isComing && !isDue) continue;
    if (isDue && hadItsTurn(pin.pin, request.shown)) continue;
    if (!isInAudience(pin.pin.audience, request) || (rowId !== undefined && !namesRow(pin.pin, rowId))) continue;
    if (isDue) due.push(pin);
    else nextMs = pin.fromMs;
  }
  return { due, nextMs };
}

/** The last occurrence that was asked for, of each pin: all requests before its end are answered by it. */
const known = new WeakMap<PagePin, { readonly askedMs: number; readonly occurrence: PagePin }>();

/** The pin with the times of the occurrence that is on, from now, or else of the next; Infinity: there is none left. */
function occurrenceOf(pin: PagePin, nowMs: number): PagePin {
  const last = known.get(pin);
  if (last !== undefined && last.askedMs <= nowMs && nowMs < last.occurrence.untilMs) return last.occurrence;
  const { repeat, timeZone } = pin.pin;
  const [next] = occurrences(repeat, timeZone, Math.max(pin.fromMs, nowMs), pin.untilMs);
  const occurrence = { ...pin, ...(next ?? { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY }) };
  known.set(pin, { askedMs: nowMs, occurrence });
  return occurrence;
}

/**
 * Whether an earlier page of the chain had the row that the pin names: there it was placed or withheld, once for the chain. A row that
 * goes on takes none: a pin counts its slot from the row's first.
 */
function hadItsTurn(pin: Pin, shown: Shown | null | undefined): boolean {
  if (shown == null) return false;
  return shown.countInRow > 0 || shown.rowIds.some((rowId) => namesRow(pin, rowId));
}

/** Whether a pin is for the row, by its name or by its kind. */
const namesRow = (pin: Pin, rowId: string): boolean =>
  pin.rowId === null ? pin.rowKind === kindOfRow(rowId) : pin.rowId === rowId;

/** Enabled pins, the one that wins a contested slot first: higher priority, then older. */
export function byPrecedence(stored: readonly StoredPin[]): PagePin[] {
  return stored
    .filter(({ pin }) => pin.enabled)
    .map(({ pinNo, pin }) => ({ pinNo, pin, fromMs: Date.parse(pin.from), untilMs: Date.parse(pin.until) }))
    .sort(
      (a, b) =>
        b.pin.priority - a.pin.priority ||
        Date.parse(a.pin.createdAt) - Date.parse(b.pin.createdAt) ||
        a.pinNo - b.pinNo,
    );
}
