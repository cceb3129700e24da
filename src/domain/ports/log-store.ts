import type { DeadLetter, DeadLetterKind } from '../dead-letter.ts';
import type { Decision } from '../decision.ts';
import type { ViewerEvent } from '../event.ts';
import type { UserChange } from '../user-change.ts';

/** Days after today, in UTC, that have partitions already; what says to be later still is refused. */
export const MAX_DAYS_AHEAD = 3;

/** The impression log (Postgres): decisions, events, and the roll-ups that follow from them. */
export interface LogStore {
  /**
   * Stores a batch and moves the journal's offset to `toPosition` in one transaction, so each record is stored exactly once.
   * Events already stored (same event id, same day) change nothing, nor do decisions of origin import (same id, same time). Item stats are rolled up in the same transaction.
   * Changes of users are stored once by their id. Of erased users nothing is stored that lies before the erasure.
   * What can never be stored (a value Postgres refuses, another event of an id that the log has on that day, what comes in
   * `refused`) becomes a dead letter in the same transaction and holds up nothing else. Rejects when all of it should be tried again.
   * A batch whose `fromPosition` is not the stored offset is refused (another consumer was faster).
   */
  ship(batch: LogBatch): Promise<ShipReport>;
  /**
   * Stores records that come by no journal, as the event stream's do, each at least once: nothing is claimed, and what is stored already
   * changes nothing. Otherwise as ship().
   */
  store(records: LogRecords): Promise<ShipReport>;
  /** Offset of a journal: 0 when it was never shipped. */
  offset(journalId: string): Promise<number>;
  /** Makes the partitions for today and the days ahead. */
  ensurePartitions(nowMs: number): Promise<void>;
  /**
   * All events but those of flagged users, oldest first by (timestamp, event id), in batches: the learning dataset's input. What a user did who was merged into
   * another (at or before untilMs) is given as the other's.
   */
  events(filter: LogFilter): AsyncIterable<readonly LoggedEvent[]>;
  /** All decisions, oldest first by (served at, recommendation id). */
  decisions(filter: LogFilter): AsyncIterable<readonly Decision[]>;
  /** Item numbers of impressions by impression id (0 when the log does not have it): what a `viewed` event was about. */
  itemsOfImpressions(impressionIds: readonly string[]): Promise<Int32Array>;
  /** How many `events` gives. */
  countEvents(filter: LogFilter): Promise<number>;
}

export interface LogBatch extends LogRecords {
  readonly journalId: string;
  readonly fromPosition: number;
  readonly toPosition: number;
}

/** What a stretch of a journal holds. */
export interface LogRecords {
  readonly decisions: readonly Decision[];
  readonly events: readonly ViewerEvent[];
  readonly userChanges?: readonly UserChange[];
  /** What was found before that can never be stored. */
  readonly refused?: readonly DeadLetter[];
}

/** What became of a batch: rows that are new in the log, and dead letters, those that were there before included. */
export interface ShipReport {
  readonly decisions: number;
  readonly events: number;
  readonly deadLetters: ReadonlyMap<DeadLetterKind, number>;
}

export interface LogFilter {
  readonly origins: readonly string[];
  /** Nothing at or after this time. */
  readonly untilMs?: number;
  /** Of these users alone. */
  readonly userKeys?: readonly string[];
}

/** An event as the log gives it back: the event and its item's permanent number (0 when it names no item). */
export interface LoggedEvent extends ViewerEvent {
  readonly itemNo: number;
}
