import type { LogView } from '../log-views.ts';

/** What can be exported, from which view, and by which of its columns it is laid out in time. */
export const EXPORTS = {
  impressions: { view: 'v_impressions', time: 'served_at' },
  events: { view: 'v_events', time: 'occurred_at' },
  outcomes: { view: 'v_outcomes', time: 'impression_served_at' },
} as const satisfies Readonly<Record<string, { view: LogView; time: string }>>;
export type Exported = keyof typeof EXPORTS;

/** What can be followed: its rows never change once they are stored. */
export const FOLLOWED = ['impressions', 'events'] as const satisfies readonly Exported[];
export type Followed = (typeof FOLLOWED)[number];

/**
 * The values of a row, in the order of the view's columns (domain/log-views.ts): a string for text, for a date YYYY-MM-DD, for jsonb
 * its JSON; numbers; booleans; a Date for a time; an array of strings for text[]; null for NULL.
 */
export type ExportedRow = readonly unknown[];

/** Reads the log for those who take a copy of it. */
export interface LogExport {
  /**
   * All rows whose time lies in [fromMs, untilMs), as the log was at one moment however long the reading takes; day after UTC day,
   * within a day by time. A batch is of one day (YYYY-MM-DD).
   */
  rows(
    what: Exported,
    range: { readonly fromMs: number; readonly untilMs: number },
  ): AsyncIterable<{ readonly day: string; readonly rows: readonly ExportedRow[] }>;
  /**
   * The rows that were stored by the transactions from `after` on and are there now, in the order of `stored_in`. `readTo`: with
   * these rows everything stored before it has been given, so it is the next `after`; a row may be given again, none is passed over.
   */
  stored(
    what: Followed,
    range: { readonly after: number; readonly fromMs: number },
  ): AsyncIterable<{ readonly rows: readonly ExportedRow[]; readonly readTo: number }>;
}
