import type { Origin } from '../origin.ts';
import type { ViewerCounts } from '../reach.ts';

/** How many viewers there were, and as whom they were seen, counted from home pages of the log. No viewer is named. */
export interface ViewerCountsReader {
  /**
   * Of pages served in [fromMs, toMs). Where there are more than MOST_COUNTED_PAGES only a share of the viewers is looked at, with all
   * their pages. Rejects where that takes longer than COUNT_TIMEOUT_MS.
   */
  read(when: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly origins: readonly Origin[];
  }): Promise<ViewerCounts>;
}

export const MOST_COUNTED_PAGES = 100_000;
export const COUNT_TIMEOUT_MS = 5_000;
