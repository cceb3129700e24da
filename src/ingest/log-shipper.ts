import type { Clock } from '../domain/clock.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { LogStore, ShipReport } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { JournalBatch } from './cursor.ts';
import { type ReadRecords, readRecords } from './read-records.ts';

/** Brings journal records into the log store, which keeps the offset itself: each record is stored exactly once. */
export interface LogShipper {
  locate(): Promise<number>;
  /** Decodes and checks: what needs no log store. */
  prepare(payloads: readonly Uint8Array[]): ReadRecords;
  ship(batch: JournalBatch<ReadRecords>): Promise<void>;
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

  function reportDeadLetters({ deadLetters }: ShipReport, fromPosition: number, toPosition: number): void {
    if (deadLetters.size === 0) return;
    for (const [kind, count] of deadLetters) metrics.deadLetters(kind, count);
    const counts = Object.fromEntries(deadLetters);
    logger.warn({ ...counts, fromPosition, toPosition }, 'records went to the dead letters; the others are stored');
  }

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
    prepare: (payloads) => readRecords(payloads, clock.nowMs()),
    async ship({ pieces, fromPosition, toPosition }) {
      const records = joined(pieces);
      const oldestMs = Math.min(
        records.decisions[0]?.servedAtMs ?? Infinity,
        records.events[0]?.receivedAtMs ?? Infinity,
      );
      let report: ShipReport;
      try {
        report = await logStore.ship({ journalId: journal.journalId, fromPosition: shippedTo, toPosition, ...records });
      } catch (error) {
        waitingSinceMs = oldestMs;
        reportLag(oldestMs);
        throw error;
      }
      reportDeadLetters(report, fromPosition, toPosition);
      shippedTo = toPosition;
      waitingSinceMs = null;
      metrics.shipped(report.decisions, report.events);
      reportLag(toPosition >= journal.endPosition ? clock.nowMs() : oldestMs);
    },
    get shippedTo() {
      return shippedTo;
    },
  };
}

const joined = (pieces: readonly ReadRecords[]): ReadRecords =>
  pieces.length === 1
    ? pieces[0]!
    : {
        decisions: pieces.flatMap(({ decisions }) => decisions),
        events: pieces.flatMap(({ events }) => events),
        userChanges: pieces.flatMap(({ userChanges }) => userChanges),
        refused: pieces.flatMap(({ refused }) => refused),
      };
