/** What reports ask of the log and its roll-ups. */
export interface Reports {
  /**
   * The rows of one statement over the `v_` views: run read-only, with the rights of an analyst where the login may take them, cancelled
   * after REPORT_TIMEOUT_MS ('unavailable', which says what to ask instead). Values as JSON has them; times as Date.
   */
  query(sql: string): Promise<ReportTable>;
  extent(range: { readonly fromMs: number; readonly toMs: number; readonly origin: string }): Promise<LogExtent>;
}

export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
}

export type ReportRow = Readonly<Record<string, unknown>>;

/** What the log still has of a time. */
export interface LogExtent {
  /** Pages served in this time are gone, and their hourly roll-ups are kept. null: retention has dropped nothing. */
  readonly dropped: { readonly fromMs: number; readonly untilMs: number } | null;
  /** The first hour that is rolled up by what a page was asked with; null: none yet. */
  readonly pagesSinceMs: number | null;
  /** Impressions in the range, by the roll-ups: some seconds behind, and by whole hours. For choosing how to ask, not for answers. */
  readonly impressions: number;
  /** Pages, the same way. */
  readonly pages: number;
}

export const REPORT_TIMEOUT_MS = 30_000;
