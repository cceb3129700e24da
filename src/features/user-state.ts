import type { EventType, Trigger } from '../domain/event.ts';
import type { UserAttributes } from '../domain/user-attributes.ts';

/**
 * All that serving reads about a user. A merge of events, not a position in a log: see user-state-merge.ts. Everything is
 * columns in one canonical order, so that equal states have equal bytes and reading one makes no object per event.
 */
export interface UserState {
  /** The newest 256 events other than views, by (occurredAtMs, eventKey), oldest first. */
  readonly events: EventColumns;
  /** The newest 512 views, by (occurredAtMs, eventKey, itemNo), oldest first. */
  readonly views: StampColumns;
  /** Item numbers watched (complete, rate, or portion >= .9): grows only. Ascending. */
  readonly watched: Int32Array;
  /** Last writer wins, by item number ascending. Absent = never touched; a removal stays, with `on` 0. */
  readonly listed: FlagColumns;
  readonly hidden: FlagColumns;
  /** Last writer wins, as a whole; null: nothing was ever said. */
  readonly attributes: StampedAttributes | null;
  /** Users that this one was merged into, by key ascending; the newest 16. What this one does counts for them too. */
  readonly mergedInto: readonly UserLink[];
  /**
   * When the user was erased for the last time, milliseconds since 1970; 0: never. What the user did and what was said of the user
   * at or before then is no longer taken in (erased-state.ts).
   */
  readonly erasedAtMs: number;
}

/** A profile, when it was written, and the key of the change that wrote it. */
export interface StampedAttributes extends UserAttributes {
  readonly changedAtMs: number;
  readonly changeKey: EventKey;
}

export interface UserLink {
  readonly userKey: string;
  readonly mergedAtMs: number;
}

/** Something that happened to an item at a time. All columns have `length` entries, `eventKey` two words for each. */
export interface StampColumns {
  readonly length: number;
  readonly occurredAtMs: Float64Array;
  /** High and low word of each event's key, side by side. */
  readonly eventKey: Uint32Array;
  readonly itemNo: Int32Array;
}

export interface EventColumns extends StampColumns {
  /** Index into EVENT_TYPES. */
  readonly type: Uint8Array;
  /** Index into TRIGGERS. */
  readonly trigger: Uint8Array;
  /** portion for progress and complete, value for rate; NaN when the event had none (or null). */
  readonly value: Float32Array;
}

export interface FlagColumns extends StampColumns {
  readonly on: Uint8Array;
}

/** First 64 bits of SHA-256 of the event id, big-endian, as two unsigned words: the tie-break and identity of an event. */
export interface EventKey {
  readonly high: number;
  readonly low: number;
}

/** One event on its way into a state. */
export interface StateEvent {
  readonly occurredAtMs: number;
  readonly eventKey: EventKey;
  readonly type: EventType;
  readonly itemNo: number;
  /** portion for progress and complete, value for rate; NaN when the event had none (or null). */
  readonly value: number;
  readonly trigger: Trigger;
}

/** One seen impression on its way into a state. */
export interface StateView {
  readonly occurredAtMs: number;
  readonly eventKey: EventKey;
  readonly itemNo: number;
}

export const MAX_EVENTS = 256;
export const MAX_VIEWS = 512;
export const MAX_LINKS = 16;
export const WATCHED_PORTION = 0.9;
export const STARTED_PORTION = 0.1;

/** Compares as the state keeps portions (32 bit), so that .9 is .9 before and after it was stored. */
export const reachesPortion = (portion: number, threshold: number): boolean =>
  Math.fround(portion) >= Math.fround(threshold);

const NO_STAMPS: StampColumns = {
  length: 0,
  occurredAtMs: new Float64Array(0),
  eventKey: new Uint32Array(0),
  itemNo: new Int32Array(0),
};

export const NO_FLAGS: FlagColumns = { ...NO_STAMPS, on: new Uint8Array(0) };

export const EMPTY_STATE: UserState = {
  events: { ...NO_STAMPS, type: new Uint8Array(0), trigger: new Uint8Array(0), value: new Float32Array(0) },
  views: NO_STAMPS,
  watched: new Int32Array(0),
  listed: NO_FLAGS,
  hidden: NO_FLAGS,
  attributes: null,
  mergedInto: [],
  erasedAtMs: 0,
};
