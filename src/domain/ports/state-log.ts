import type { DeadLetter } from '../dead-letter.ts';
import type { ViewerEvent } from '../event.ts';
import type { UserChange } from '../user-change.ts';

/** The log as user states are made anew from it. */
export interface StateLog {
  /**
   * All that user states are made of, as it was at one moment, in batches by user key. Of a user there may be several parts, one
   * after the other; each may be merged by itself. `userKeys` limits it to those.
   */
  users(userKeys?: readonly string[]): AsyncIterable<readonly LoggedUser[]>;
  /** Every user who was erased, and when for the last time. */
  erasures(userKeys?: readonly string[]): Promise<readonly Erasure[]>;
  /** Events and changes of users that the log refused and the live states have merged all the same, oldest first. */
  deadLetters(userKeys?: readonly string[]): AsyncIterable<readonly Pick<DeadLetter, 'kind' | 'payload'>[]>;
  /** Events of all users, for who waits. */
  countEvents(): Promise<number>;
  /** Whose states make up this user's: the user, and everybody who was merged into the user or into one of those. */
  ancestry(userKey: string): Promise<readonly string[]>;
}

export interface Erasure {
  readonly userKey: string;
  /** Milliseconds since 1970. */
  readonly erasedAtMs: number;
}

/** A part of what the log knows of a user. */
export interface LoggedUser {
  readonly userKey: string;
  /** Milliseconds since 1970; null: never erased. Said with every part. */
  readonly erasedAtMs: number | null;
  /** What days that were dropped had put into the state, in the state's own form. */
  readonly checkpoint: Uint8Array | null;
  readonly actions: readonly LoggedAction[];
  readonly changes: readonly UserChange[];
}

/** What a user state takes of an event. */
export interface LoggedAction
  extends Pick<ViewerEvent, 'eventId' | 'type' | 'occurredAtMs' | 'portion' | 'value' | 'trigger'> {
  /** 0: names none. */
  readonly itemNo: number;
  /** From when on a page could know of it: when it was received; of what was imported when it happened (ADR 17). */
  readonly knownAtMs: number;
  /** Items of the impressions that a `viewed` event names, 0 where the log does not have the page. */
  readonly seenItemNos: Int32Array;
}
