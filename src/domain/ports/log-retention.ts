import type { LoggedUser } from './state-log.ts';

/** Days of the log that are to go: first into the checkpoints of user states, then away. */
export interface LogRetention {
  /** What time it is where the log lies. */
  nowMs(): Promise<number>;
  /** The oldest day (since 1970, UTC) of events that has a partition of its own; null: there is none. */
  oldestDay(): Promise<number | null>;
  /**
   * Adds all events of the day to the checkpoints, and in one transaction what came meanwhile with the dropping of the day.
   * 'busy': others hold what it needs, or do the same; the day is still there and adding it again is harmless.
   */
  dropDay(day: number, addTo: AddToCheckpoint): Promise<'dropped' | 'busy'>;
}

/** A user's checkpoint with what a part of the log adds to it, in the state's own form. */
export type AddToCheckpoint = (checkpoint: Uint8Array | null, user: LoggedUser) => Uint8Array;
