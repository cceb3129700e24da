import { announces } from '../domain/eligibility.ts';
import type { Item, LicenceWindow, StoredItem } from '../domain/item.ts';
import type { PinDraft } from '../domain/ports/pin-store.ts';
import { kindOfRow } from '../domain/row-id.ts';

export interface RegionInterval {
  readonly region: string;
  readonly from: string;
  readonly until: string;
}

/**
 * When a pin can show its item, region by region: the pin's [from, until) within the item's licence windows, touching windows joined,
 * and from the item's start, but in rows that announce it, to its end. Regions are the audience's, or all that the item has windows for. None for an item that is unknown or blocked.
 */
export function effectiveIntervals(
  pin: Pick<PinDraft, 'from' | 'until' | 'audience' | 'rowId' | 'rowKind'>,
  stored: StoredItem | null,
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
      .map((interval) => ({
        fromMs: Math.max(interval.fromMs, pinned.fromMs),
        untilMs: Math.min(interval.untilMs, pinned.untilMs),
      }))
      .filter(({ fromMs, untilMs }) => fromMs < untilMs)
      .map(({ fromMs, untilMs }) => ({
        region,
        from: new Date(fromMs).toISOString(),
        until: new Date(untilMs).toISOString(),
      })),
  );
}

interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
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
