import type { LogView, ViewColumn } from '../log-views.ts';

/**
 * What can be exported, from which view, and by which of its columns it is laid out in time. `version` is that of the view (GET
 * /v1/schemas): it grows when a column goes or changes its type, never when one comes.
 */
export const EXPORTS = {
  impressions: { view: 'v_impressions', time: 'served_at', version: 1 },
  events: { view: 'v_events', time: 'occurred_at', version: 1 },
  outcomes: { view: 'v_outcomes', time: 'impression_served_at', version: 1 },
} as const satisfies Readonly<Record<string, { view: LogView; time: string; version: number }>>;
export type Exported = keyof typeof EXPORTS;

/** What can be followed: its rows never change once they are stored. */
export const FOLLOWED = ['impressions', 'events'] as const satisfies readonly Exported[];
export type Followed = (typeof FOLLOWED)[number];

/**
 * The values of a row, in the order of the view's columns (domain/log-views.ts): a string for text, for a date YYYY-MM-DD, for jsonb
 * its JSON; numbers; booleans; a Date for a time; an array of strings for text[]; null for NULL.
 */
export type ExportedRow = readonly unknown[];

/** A user who was erased: what the user did or was served at or before that time is to be deleted from every copy of the log. */
export const ERASED_COLUMNS: readonly ViewColumn[] = [
  { name: 'user_key', type: 'text', nullable: false },
  { name: 'erased_at', type: 'timestamp with time zone', nullable: false },
];

export interface ExportRange {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Only rows stored by the transactions [storedFrom, storedBefore); not of outcomes, which change. Left out: all. */
  readonly storedFrom?: number;
  readonly storedBefore?: number;
}

/** Reads the log for those who take a copy of it. */
export interface LogExport {
  /**
   * All rows whose time lies in [fromMs, untilMs), as the log was at one moment however long the reading takes; day after UTC day,
   * within a day by time. A batch is of one day (YYYY-MM-DD).
   */
  rows(
    what: Exported,
    range: ExportRange,
  ): AsyncIterable<{ readonly day: string; readonly rows: readonly ExportedRow[] }>;
  /** Every row stored by a transaction below this number is there for whoever looks after the call, and none will be added. */
  end(): Promise<number>;
  /** All who were ever erased, by ERASED_COLUMNS, by time. */
  erased(): AsyncIterable<readonly ExportedRow[]>;
  /**
   * The rows that were stored by the transactions from `after` on and are there now, in the order of `stored_in`. `readTo`: with
   * these rows everything stored before it has been given, so it is the next `after`; a row may be given again, none is passed over.
   */
  stored(
    what: Followed,
    range: { readonly after: number; readonly fromMs: number },
  ): AsyncIterable<{ readonly rows: readonly ExportedRow[]; readonly readTo: number }>;
}
