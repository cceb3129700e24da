import { announces } from '../domain/eligibility.ts';
import type { Item, LicenceWindow, StoredItem } from '../domain/item.ts';
import type { PinDraft } from '../domain/ports/pin-store.ts';
import { type Interval, LONGEST_OCCURRENCE_MS, occurrences } from '../domain/repeat.ts';
import { kindOfRow } from '../domain/row-id.ts';

export interface RegionInterval {
  readonly region: string;
  readonly from: string;
  readonly until: string;
}

/**
 * When a pin can show its item, region by region: the pin's [from, until) within the item's licence windows, touching windows joined,
 * and from the item's start, but in rows that announce it, to its end. Regions are the audience's, or all that the item has windows
 * for. None for an item that is unknown or blocked. Of a pin that repeats the first MOST_OCCURRENCES of each region that are not over.
 */
export function effectiveIntervals(
  pin: Pick<PinDraft, 'from' | 'until' | 'timeZone' | 'repeat' | 'audience' | 'rowId' | 'rowKind'>,
  stored: StoredItem | null,
  nowMs: number,
): readonly RegionInterval[] {
  if (stored === null || stored.blocked) return [];
  const { windows } = stored.item;
  const regions = [...new Set(pin.audience.regions ?? windows.map((window) => window.region))].sort();
  const own = ownTimes(stored.item, pin.rowKind ?? kindOfRow(pin.rowId ?? ''));
  const pinned = {
    fromMs: Math.max(Date.parse(pin.from), own.fromMs),
    untilMs: Math.min(Date.parse(pin.until), own.untilMs),
  };
  return regions.flatMap((region) =>
    joined(windows.filter((window) => window.region === '*' || window.region === region).map(intervalOf))
      .flatMap((interval) => {
        const fromMs = Math.max(interval.fromMs, pinned.fromMs);
        return timesWithin(pin, fromMs, Math.min(interval.untilMs, pinned.untilMs), nowMs);
      })
      .slice(0, pin.repeat === null ? undefined : MOST_OCCURRENCES)
      .map(({ fromMs, untilMs }) => ({
        region,
        from: new Date(fromMs).toISOString(),
        until: new Date(untilMs).toISOString(),
      })),
  );
}

const MOST_OCCURRENCES = 10;

/** The times of a pin within [fromMs, untilMs); of one that repeats the first that are not over. */
function timesWithin(
  { repeat, timeZone }: Pick<PinDraft, 'repeat' | 'timeZone'>,
  fromMs: number,
  untilMs: number,
  nowMs: number,
): readonly Interval[] {
  // Whatever began before that is over, and would be listed for nothing.
  const startMs = repeat === null ? fromMs : Math.max(fromMs, nowMs - LONGEST_OCCURRENCE_MS);
  const times: Interval[] = [];
  for (const one of occurrences(repeat, timeZone, startMs, untilMs)) {
    if (repeat !== null && one.untilMs <= nowMs) continue;
    if (times.push(one) === MOST_OCCURRENCES) break;
  }
  return times;
}

function ownTimes({ startsAt, endsAt }: Item, kind: ReturnType<typeof kindOfRow>): Interval {
  const isAnnounced = kind !== null && announces(kind);
  return intervalOf({ from: isAnnounced ? null : startsAt, until: endsAt });
}

function intervalOf({ from, until }: Pick<LicenceWindow, 'from' | 'until'>): Interval {
  return {
    fromMs: from === null ? Number.NEGATIVE_INFINITY : Date.parse(from),
    untilMs: until === null ? Number.POSITIVE_INFINITY : Date.parse(until),
  };
}

function joined(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last === undefined || next.fromMs > last.untilMs) result.push(next);
    else result[result.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, next.untilMs) };
  }
  return result;
}
