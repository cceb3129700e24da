import type { EventStream } from '../domain/ports/event-stream.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { UserChange } from '../domain/user-change.ts';
import { encodeUserChange } from './journal-records.ts';
import { keepCopy } from './keep-copy.ts';
import { recordOfChange } from './stream-records.ts';

/** Where a change of a user becomes durable. */
export interface ChangeLog {
  /**
   * Resolves when the change is durable; `merged` when it is in the user states, which may be never. Rejects with MarqueeError
   * 'journal-unavailable' when it was not kept.
   */
  append(change: UserChange): Promise<{ readonly merged: Promise<void> }>;
}

/** `merged` resolves when everything that the journal made durable before the call is in the user states. */
export function createJournalChangeLog(
  journal: Pick<Journal, 'appendDurable'>,
  merged: () => Promise<void>,
): ChangeLog {
  return {
    async append(change) {
      await journal.appendDurable([encodeUserChange(change)]);
      return { merged: merged() };
    },
  };
}

/** Durable when the stream says so; the journal keeps a copy. */
export function createStreamChangeLog(
  eventStream: Pick<EventStream, 'publishAndFollow'>,
  journal: Pick<Journal, 'append'>,
): ChangeLog {
  return {
    async append(change) {
      const { handled } = await eventStream.publishAndFollow(recordOfChange(change), 'state');
      keepCopy(journal, encodeUserChange(change));
      return { merged: handled };
    },
  };
}
