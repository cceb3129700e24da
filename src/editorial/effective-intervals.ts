import type { LicenceWindow, StoredItem } from '../domain/item.ts';
import type { PinDraft } from '../domain/ports/pin-store.ts';

export interface RegionInterval {
  readonly region: string;
  readonly from: string;
  readonly until: string;
}

/**
 * When a pin can show its item, region by region: the pin's [from, until) within the item's licence windows, touching windows joined.
 * Regions are the audience's, or all that the item has windows for. None for an item that is unknown or blocked.
 */
export function effectiveIntervals(
  pin: Pick<PinDraft, 'from' | 'until' | 'audience'>,
  stored: StoredItem | null,
): readonly RegionInterval[] {
  if (stored === null || stored.blocked) return [];
  const { windows } = stored.item;
  const regions = [...new Set(pin.audience.regions ?? windows.map((window) => window.region))].sort();
  const pinned = { fromMs: Date.parse(pin.from), untilMs: Date.parse(pin.until) };
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

function intervalOf({ from, until }: LicenceWindow): Interval {
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
