import type { Clock } from '../domain/clock.ts';
import type { Decision } from '../domain/decision.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { UserChange } from '../domain/user-change.ts';
import type { JournalBatch } from './cursor.ts';
import { decodeRecord } from './journal-records.ts';

/** Brings journal records into the log store, which keeps the offset itself: each record is stored exactly once. */
export interface LogShipper {
  locate(): Promise<number>;
  ship(batch: JournalBatch): Promise<void>;
  /** The offset as the log store last said. */
  readonly shippedTo: number;
}

export interface LogShipperDeps {
  readonly journal: Journal;
  readonly logStore: LogStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function createLogShipper({ journal, logStore, clock, logger, metrics }: LogShipperDeps): LogShipper {
  let shippedTo = 0;
  /** When the oldest record was made that a failed batch holds back. */
  let waitingSinceMs: number | null = null;

  const reportLag = (sinceMs: number): void => metrics.eventLag(Math.max(0, clock.nowMs() - sinceMs) / 1000);

  return {
    async locate() {
      if (waitingSinceMs !== null) reportLag(waitingSinceMs);
      // Also after a failure: a commit whose answer was lost has moved it.
      shippedTo = await logStore.offset(journal.journalId);
      const { startPosition, endPosition, journalId } = journal;
      if (shippedTo > endPosition) {
        logger.error(
          { journalId, shippedTo, endPosition },
          'the journal is older than its offset in the log: was it restored?',
        );
        journal.advance(shippedTo);
      } else if (shippedTo < startPosition) {
        logger.error({ journalId, shippedTo, startPosition }, 'the log lacks records that the journal no longer has');
      }
      return shippedTo;
    },
    async ship({ payloads, fromPosition, toPosition }) {
      const { decisions, events, userChanges } = decodeAll(payloads, (error) =>
        logger.error({ err: error, fromPosition, toPosition }, 'a journal record cannot be read; it is skipped'),
      );
      const oldestMs = Math.min(decisions[0]?.servedAtMs ?? Infinity, events[0]?.receivedAtMs ?? Infinity);
      try {
        const { journalId } = journal;
        await logStore.ship({ journalId, fromPosition: shippedTo, toPosition, decisions, events, userChanges });
      } catch (error) {
        waitingSinceMs = oldestMs;
        reportLag(oldestMs);
        throw error;
      }
      shippedTo = toPosition;
      waitingSinceMs = null;
      metrics.shipped(decisions.length, events.length);
      reportLag(toPosition >= journal.endPosition ? clock.nowMs() : oldestMs);
    },
    get shippedTo() {
      return shippedTo;
    },
  };
}

function decodeAll(payloads: readonly Uint8Array[], onUnreadable: (error: unknown) => void) {
  const decisions: Decision[] = [];
  const events: ViewerEvent[] = [];
  const userChanges: UserChange[] = [];
  for (const payload of payloads) {
    try {
      const record = decodeRecord(payload);
      if (record.kind === 'decision') decisions.push(record.decision);
      else if (record.kind === 'user-change') userChanges.push(record.change);
      else for (const event of record.events) events.push(event);
    } catch (error) {
      onUnreadable(error);
    }
  }
  return { decisions, events, userChanges };
}
