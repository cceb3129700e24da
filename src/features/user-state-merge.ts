import { hash } from 'node:crypto';
import { EVENT_TYPES, TRIGGERS, type ViewerEvent } from '../domain/event.ts';
import type { UserChange } from '../domain/user-change.ts';
import { withoutErased } from './erased-state.ts';
import { compareValues, mergeEvents, mergeFlags, mergeViews, mergeWatched } from './state-columns.ts';
import { mergeAttributes, mergeLinks } from './user-profile.ts';
import {
  EMPTY_STATE,
  type EventColumns,
  type EventKey,
  type FlagColumns,
  MAX_EVENTS,
  MAX_VIEWS,
  NO_FLAGS,
  reachesPortion,
  type StampColumns,
  type StateEvent,
  type StateView,
  type UserState,
  WATCHED_PORTION,
} from './user-state.ts';

/**
 * The state after some more events. Commutative, associative, idempotent: any order, repetition or splitting of the same
 * events ends in the same state, byte for byte. Never changes its arguments. O(n + m log m) for n kept and m new events.
 * What is stamped at or before the state's erasure puts in nothing.
 */
export function fold(
  state: UserState,
  events: readonly StateEvent[],
  views: readonly StateView[] = [],
  changes: readonly UserChange[] = [],
): UserState {
  const { erasedAtMs } = state;
  const isKept = (entry: { readonly occurredAtMs: number }): boolean => entry.occurredAtMs > erasedAtMs;
  const batch = erasedAtMs === 0 ? stateOf(events, views) : stateOf(events.filter(isKept), views.filter(isKept));
  // A batch is a state of its own, and there is one rule for putting states together: so no other order can matter. It knows of
  // the erasure: what it watched came after.
  return changes.reduce(
    (sofar, change) => mergeStates(sofar, changedState(change)),
    mergeStates(state, { ...batch, erasedAtMs }),
  );
}

/**
 * The state of all events of both. Parts that one side does not add to are shared, not copied. The later erasure holds: a side that
 * does not know of it loses what came before it, and all that it watched, since nobody can tell when that was.
 */
export function mergeStates(one: UserState, other: UserState): UserState {
  const erasedAtMs = Math.max(one.erasedAtMs, other.erasedAtMs);
  const a = withoutErased(one, erasedAtMs);
  const b = withoutErased(other, erasedAtMs);
  return {
    events: mergeEvents(a.events, b.events, MAX_EVENTS),
    views: mergeViews(a.views, b.views, MAX_VIEWS),
    watched: mergeWatched(a.watched, b.watched),
    listed: mergeFlags(a.listed, b.listed),
    hidden: mergeFlags(a.hidden, b.hidden),
    attributes: mergeAttributes(a.attributes, b.attributes),
    mergedInto: mergeLinks(a.mergedInto, b.mergedInto),
    erasedAtMs,
  };
}

/**
 * What a user's state gives to an heir, one it was merged into: all that was done. What was said of the one is not said of the
 * other: a profile without a ceiling must not lift the ceiling of another. Nor is an erasure of the one one of the other; what was
 * merged into an heir who was erased is erased with the heir, so what is left came to the heir later and counts.
 */
export function inheritance(state: UserState, heir: Pick<UserState, 'erasedAtMs'>): UserState {
  return { ...state, attributes: null, mergedInto: [], erasedAtMs: heir.erasedAtMs };
}

/** Whose state a change is folded into: a merge is written to the user that was merged, who then gives on what comes. */
export const changedUser = (change: UserChange): string =>
  change.kind === 'merge' ? change.fromUserKey : change.userKey;

/** First 64 bits of SHA-256 of the event id. */
export function eventKeyOf(eventId: string): EventKey {
  const digest = hash('sha256', eventId, 'buffer');
  return { high: digest.readUInt32BE(0), low: digest.readUInt32BE(4) };
}

/**
 * What one logged event puts into a user's state. `itemNo` is the event's item, `impressionItemNos` the items of its
 * impressions for `viewed`. Number 0, an item or impression that nobody knows, puts in nothing.
 */
export function stateEntriesOf(
  event: Pick<ViewerEvent, 'eventId' | 'type' | 'occurredAtMs' | 'portion' | 'value' | 'trigger'>,
  itemNo: number,
  impressionItemNos: Int32Array,
): { events: StateEvent[]; views: StateView[] } {
  const stamp = { occurredAtMs: event.occurredAtMs, eventKey: eventKeyOf(event.eventId) };
  if (event.type === 'viewed') {
    const views: StateView[] = [];
    for (const seen of impressionItemNos) if (seen > 0) views.push({ ...stamp, itemNo: seen });
    return { events: [], views };
  }
  if (itemNo <= 0) return { events: [], views: [] };
  const value = (event.type === 'rate' ? event.value : event.portion) ?? Number.NaN;
  return { events: [{ ...stamp, type: event.type, itemNo, value, trigger: event.trigger }], views: [] };
}

/** Complete, rated (whatever became of the opinion), or portion >= .9. */
export const marksWatched = (event: Pick<StateEvent, 'type' | 'value'>): boolean =>
  event.type === 'complete' ||
  event.type === 'rate' ||
  (event.type === 'progress' && reachesPortion(event.value, WATCHED_PORTION));

/** The state of a batch alone. What grows or is flagged is taken from all of it, before the event list is cut. */
function stateOf(events: readonly StateEvent[], views: readonly StateView[]): UserState {
  return {
    events: events.length === 0 ? EMPTY_STATE.events : eventColumns(events),
    views: views.length === 0 ? EMPTY_STATE.views : viewColumns(views),
    watched: watchedItems(events),
    listed: flagColumns(events, 'list-add', 'list-remove'),
    hidden: flagColumns(events, 'hide', 'unhide'),
    attributes: null,
    mergedInto: [],
    erasedAtMs: 0,
  };
}

/** The state of one change alone. */
function changedState(change: UserChange): UserState {
  const { changedAtMs } = change;
  if (change.kind === 'merge')
    return { ...EMPTY_STATE, mergedInto: [{ userKey: change.userKey, mergedAtMs: changedAtMs }] };
  return { ...EMPTY_STATE, attributes: { ...change.attributes, changedAtMs, changeKey: eventKeyOf(change.changeId) } };
}

function eventColumns(events: readonly StateEvent[]): EventColumns {
  const newest = newestOf(events, MAX_EVENTS, compareStamp, compareContent);
  const type = new Uint8Array(newest.length);
  const trigger = new Uint8Array(newest.length);
  const value = new Float32Array(newest.length);
  for (let at = 0; at < newest.length; at++) {
    type[at] = EVENT_TYPES.indexOf(newest[at]!.type);
    trigger[at] = TRIGGERS.indexOf(newest[at]!.trigger);
    value[at] = storedValue(newest[at]!.value);
  }
  return { ...stampColumns(newest), type, trigger, value };
}

function viewColumns(views: readonly StateView[]): StampColumns {
  const compareSighting = (a: StateView, b: StateView): number => compareStamp(a, b) || a.itemNo - b.itemNo;
  return stampColumns(newestOf(views, MAX_VIEWS, compareSighting, () => 0));
}

function watchedItems(events: readonly StateEvent[]): Int32Array {
  const items = new Set<number>();
  for (const event of events) if (marksWatched(event)) items.add(event.itemNo);
  return items.size === 0 ? EMPTY_STATE.watched : Int32Array.from(items).sort();
}

function flagColumns(events: readonly StateEvent[], on: StateEvent['type'], off: StateEvent['type']): FlagColumns {
  const writes = new Map<number, StateEvent>();
  for (const event of events) {
    if (event.type !== on && event.type !== off) continue;
    const other = writes.get(event.itemNo);
    const newer = other === undefined ? 1 : compareStamp(event, other);
    if (newer > 0 || (newer === 0 && event.type === on)) writes.set(event.itemNo, event);
  }
  if (writes.size === 0) return NO_FLAGS;
  const last = [...writes.values()].sort((a, b) => a.itemNo - b.itemNo);
  return { ...stampColumns(last), on: Uint8Array.from(last, (event) => (event.type === on ? 1 : 0)) };
}

/** Sorted, each identity once (its least content: see mergeEvents), the newest `limit`. */
function newestOf<Entry>(
  entries: readonly Entry[],
  limit: number,
  compareIdentity: (a: Entry, b: Entry) => number,
  compareEqual: (a: Entry, b: Entry) => number,
): readonly Entry[] {
  if (entries.length === 1) return entries;
  const sorted = entries.toSorted((a, b) => compareIdentity(a, b) || compareEqual(a, b));
  const once = sorted.filter((entry, at) => at === 0 || compareIdentity(sorted[at - 1]!, entry) !== 0);
  return once.length > limit ? once.slice(-limit) : once;
}

const compareStamp = (a: StateView, b: StateView): number =>
  a.occurredAtMs - b.occurredAtMs || a.eventKey.high - b.eventKey.high || a.eventKey.low - b.eventKey.low;

const compareContent = (a: StateEvent, b: StateEvent): number =>
  a.itemNo - b.itemNo ||
  EVENT_TYPES.indexOf(a.type) - EVENT_TYPES.indexOf(b.type) ||
  TRIGGERS.indexOf(a.trigger) - TRIGGERS.indexOf(b.trigger) ||
  compareValues(storedValue(a.value), storedValue(b.value));

/** As the column keeps it: 32 bits, one zero. */
const storedValue = (value: number): number => Math.fround(value) + 0;

function stampColumns(entries: readonly StateView[]): StampColumns {
  const occurredAtMs = new Float64Array(entries.length);
  const eventKey = new Uint32Array(2 * entries.length);
  const itemNo = new Int32Array(entries.length);
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]!;
    occurredAtMs[at] = entry.occurredAtMs + 0;
    eventKey[2 * at] = entry.eventKey.high;
    eventKey[2 * at + 1] = entry.eventKey.low;
    itemNo[at] = entry.itemNo;
  }
  return { length: entries.length, occurredAtMs, eventKey, itemNo };
}
