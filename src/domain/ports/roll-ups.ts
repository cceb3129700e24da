/** What came of each impression and the hourly counts of it, kept by following the log (Postgres). */
export interface RollUps {
  /**
   * Takes in what the log holds now and the roll-ups do not, one portion a call: `more` when there was more than a portion. Whole or not
   * at all; of several callers, in any process, each waits for the one before.
   */
  run(): Promise<{ readonly more: boolean }>;
  /**
   * Makes item stats, event days, outcomes and funnels anew from the log. Nothing is stored in the log meanwhile; counts of days whose
   * events were dropped stay as they are.
   */
  rebuild(): Promise<RebuiltRollUps>;
}

/** How much a rebuild made: impressions that something came of, and impressions counted in the funnels. */
export interface RebuiltRollUps {
  readonly outcomes: number;
  readonly impressions: number;
}
