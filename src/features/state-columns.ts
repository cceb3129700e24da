import type { EventColumns, FlagColumns, StampColumns } from './user-state.ts';

/**
 * Merges two sorted lists of events and keeps the newest `limit`. Of two with one identity the one with the lesser content
 * stays, so that even an event re-sent with another body leaves the merge commutative.
 */
export function mergeEvents(a: EventColumns, b: EventColumns, limit: number): EventColumns {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const picks = pickNewest(a, b, limit, compareStamps, (i, j) => compareContent(a, i, b, j));
  return {
    ...gatherStamps(a, b, picks),
    type: gather(a.type, b.type, picks, new Uint8Array(picks.length)),
    trigger: gather(a.trigger, b.trigger, picks, new Uint8Array(picks.length)),
    value: gather(a.value, b.value, picks, new Float32Array(picks.length)),
  };
}

/** As mergeEvents; a view is its whole content: one event may have seen several items. */
export function mergeViews(a: StampColumns, b: StampColumns, limit: number): StampColumns {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const picks = pickNewest(a, b, limit, compareSightings, () => 0);
  return gatherStamps(a, b, picks);
}

/** Last writer wins, item by item; of two writes with one stamp the one that switches on. */
export function mergeFlags(a: FlagColumns, b: FlagColumns): FlagColumns {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const picks = new Int32Array(a.length + b.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const difference = i === a.length ? 1 : j === b.length ? -1 : a.itemNo[i]! - b.itemNo[j]!;
    const newer = difference === 0 ? compareStamps(a, i, b, j) || a.on[i]! - b.on[j]! : -difference;
    picks[count++] = newer >= 0 ? i : ~j;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  const kept = picks.subarray(0, count);
  return { ...gatherStamps(a, b, kept), on: gather(a.on, b.on, kept, new Uint8Array(count)) };
}

/** Union of two ascending lists of item numbers. */
export function mergeWatched(a: Int32Array, b: Int32Array): Int32Array {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const union = new Int32Array(a.length + b.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const difference = i === a.length ? 1 : j === b.length ? -1 : a[i]! - b[j]!;
    union[count++] = difference <= 0 ? a[i]! : b[j]!;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  if (count === a.length) return a;
  return union.slice(0, count);
}

/** The part of a list in time order that is stamped after a time; a view of it, not a copy. */
export function stampsAfter(columns: StampColumns, atMs: number): StampColumns {
  return stampsFrom(columns, firstAfter(columns, atMs));
}

/** As stampsAfter, of events. */
export function eventsAfter(columns: EventColumns, atMs: number): EventColumns {
  const from = firstAfter(columns, atMs);
  return {
    ...stampsFrom(columns, from),
    type: columns.type.subarray(from),
    trigger: columns.trigger.subarray(from),
    value: columns.value.subarray(from),
  };
}

/** The writes after a time: those lie in the order of their items. */
export function flagsAfter(columns: FlagColumns, atMs: number): FlagColumns {
  const kept: number[] = [];
  for (let at = 0; at < columns.length; at++) if (columns.occurredAtMs[at]! > atMs) kept.push(at);
  if (kept.length === columns.length) return columns;
  const picks = Int32Array.from(kept);
  const on = gather(columns.on, columns.on, picks, new Uint8Array(picks.length));
  return { ...gatherStamps(columns, columns, picks), on };
}

function firstAfter({ length, occurredAtMs }: StampColumns, atMs: number): number {
  let from = length;
  while (from > 0 && occurredAtMs[from - 1]! > atMs) from--;
  return from;
}

function stampsFrom(columns: StampColumns, from: number): StampColumns {
  return {
    length: columns.length - from,
    occurredAtMs: columns.occurredAtMs.subarray(from),
    eventKey: columns.eventKey.subarray(2 * from),
    itemNo: columns.itemNo.subarray(from),
  };
}

/** By (occurredAtMs, eventKey): the identity of an event and the order of everything. */
export function compareStamps(a: StampColumns, i: number, b: StampColumns, j: number): number {
  return (
    a.occurredAtMs[i]! - b.occurredAtMs[j]! ||
    a.eventKey[2 * i]! - b.eventKey[2 * j]! ||
    a.eventKey[2 * i + 1]! - b.eventKey[2 * j + 1]!
  );
}

const compareSightings = (a: StampColumns, i: number, b: StampColumns, j: number): number =>
  compareStamps(a, i, b, j) || a.itemNo[i]! - b.itemNo[j]!;

function compareContent(a: EventColumns, i: number, b: EventColumns, j: number): number {
  return (
    a.itemNo[i]! - b.itemNo[j]! ||
    a.type[i]! - b.type[j]! ||
    a.trigger[i]! - b.trigger[j]! ||
    compareValues(a.value[i]!, b.value[j]!)
  );
}

/** NaN, which no comparison orders, comes before every number. */
export function compareValues(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}

type Compare = (a: StampColumns, i: number, b: StampColumns, j: number) => number;

/** Which entries of two sorted lists are in the merged one, oldest first: i >= 0 from a, ~j from b. Walks from the newest. */
function pickNewest(
  a: StampColumns,
  b: StampColumns,
  limit: number,
  compare: Compare,
  compareEqual: (i: number, j: number) => number,
): Int32Array {
  const picks = new Int32Array(Math.min(limit, a.length + b.length));
  let free = picks.length;
  let i = a.length - 1;
  let j = b.length - 1;
  while (free > 0 && (i >= 0 || j >= 0)) {
    const difference = i < 0 ? -1 : j < 0 ? 1 : compare(a, i, b, j);
    const fromA = difference > 0 || (difference === 0 && compareEqual(i, j) <= 0);
    picks[--free] = fromA ? i : ~j;
    if (difference >= 0) i--;
    if (difference <= 0) j--;
  }
  return picks.subarray(free);
}

function gatherStamps(a: StampColumns, b: StampColumns, picks: Int32Array): StampColumns {
  const eventKey = new Uint32Array(2 * picks.length);
  for (let at = 0; at < picks.length; at++) {
    const pick = picks[at]!;
    const from = pick >= 0 ? a.eventKey : b.eventKey;
    const index = pick >= 0 ? pick : ~pick;
    eventKey[2 * at] = from[2 * index]!;
    eventKey[2 * at + 1] = from[2 * index + 1]!;
  }
  return {
    length: picks.length,
    occurredAtMs: gather(a.occurredAtMs, b.occurredAtMs, picks, new Float64Array(picks.length)),
    eventKey,
    itemNo: gather(a.itemNo, b.itemNo, picks, new Int32Array(picks.length)),
  };
}

function gather<Column extends Float64Array | Float32Array | Int32Array | Uint8Array>(
  a: Column,
  b: Column,
  picks: Int32Array,
  out: Column,
): Column {
  for (let at = 0; at < picks.length; at++) {
    const pick = picks[at]!;
    out[at] = pick >= 0 ? a[pick]! : b[~pick]!;
  }
  return out;
}
