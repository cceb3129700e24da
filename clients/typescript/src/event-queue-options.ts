import type { Event } from './api-types.ts';
import type { MarqueeClient } from './client.ts';
import type { EventStorage } from './event-storage.ts';

export interface EventQueueOptions {
  readonly client: Pick<MarqueeClient, 'postEvents'>;
  readonly storage: EventStorage;
  readonly clock?: EventQueueClock;
  /** Ids must never repeat: 1-128 of `[A-Za-z0-9._:@-]`. UUIDs when left out. */
  readonly newEventId?: () => string;
  readonly random?: () => number;
  /** A batch goes when it has this many (200, at most 500), this many bytes (256 KiB), or one this old (5 s). */
  readonly maxBatchEvents?: number;
  readonly maxBatchBytes?: number;
  readonly maxAgeMs?: number;
  /** Bound of what waits (10,000, at least a batch), and who gives way at it: the oldest that is not being sent, or the newcomer. */
  readonly maxQueued?: number;
  readonly whenFull?: 'drop-oldest' | 'drop-newest';
  /** The service refused this event for good; it is not sent again. */
  readonly onRejected?: (event: Event, reason: { readonly code: string; readonly detail: string }) => void;
  readonly onDropped?: (event: Event) => void;
  /** An attempt failed; all its events stay, and the next attempt is in so many milliseconds. */
  readonly onSendFailure?: (error: unknown, nextAttemptInMs: number) => void;
  readonly onStorageFailure?: (error: unknown) => void;
}

/** What happened, as the app says it; the queue adds what is missing. */
export type EventDraft = Omit<Event, 'eventId' | 'timestamp'> & Partial<Pick<Event, 'eventId' | 'timestamp'>>;

export interface EventQueueStats {
  readonly queued: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Never sent, because more than maxQueued were waiting. */
  readonly dropped: number;
  /** Times the storage could not do what it was asked. */
  readonly storageFailures: number;
}

export interface EventQueueClock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Runs once after a delay; returns what takes it back. */
  after(delayMs: number, run: () => void): () => void;
}
