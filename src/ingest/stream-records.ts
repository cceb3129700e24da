import { hash } from 'node:crypto';
import type { ViewerEvent } from '../domain/event.ts';
import type { StreamRecord } from '../domain/ports/event-stream.ts';
import type { UserChange } from '../domain/user-change.ts';
import { changedUser } from '../features/user-state-merge.ts';
import { encodeEvents, encodeUserChange } from './journal-records.ts';

/**
 * One event as a record of the stream. Its id tells a re-sent event from another one of the same event id: when it came in is not
 * part of it, all else is.
 */
export function recordOfEvent(event: ViewerEvent): StreamRecord {
  const content = hash('sha256', JSON.stringify({ ...event, receivedAtMs: 0 }), 'hex').slice(0, CONTENT_DIGITS);
  return { id: `${event.eventId}:${content}`, userKey: event.userKey, payload: encodeEvents([event]) };
}

/** The same for a change, with those of the user whose state it is folded into. */
export const recordOfChange = (change: UserChange): StreamRecord => ({
  id: change.changeId,
  userKey: changedUser(change),
  payload: encodeUserChange(change),
});

const CONTENT_DIGITS = 24;
