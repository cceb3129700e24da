import type { ViewerEvent } from '../domain/event.ts';
import type { EventStream } from '../domain/ports/event-stream.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { encodeEvents } from './journal-records.ts';
import { keepCopy } from './keep-copy.ts';
import { recordOfEvent } from './stream-records.ts';

/** The way in for validated events, from HTTP and from files alike. */
export interface EventIntake {
  /** Resolves when all are durable; rejects with MarqueeError 'journal-unavailable' when none may be acknowledged. */
  accept(events: readonly ViewerEvent[]): Promise<void>;
}

export function createEventIntake(journal: Journal): EventIntake {
  return {
    async accept(events) {
      if (events.length > 0) await journal.appendDurable([encodeEvents(events)]);
    },
  };
}

/** The same where replicas share a stream: durable when the stream says so; the journal keeps a copy. */
export function createStreamEventIntake(
  eventStream: Pick<EventStream, 'publish'>,
  journal: Pick<Journal, 'append'>,
): EventIntake {
  return {
    async accept(events) {
      if (events.length === 0) return;
      await eventStream.publish(events.map(recordOfEvent));
      keepCopy(journal, encodeEvents(events));
    },
  };
}
