/** The pages of the log that positives came from: what else they showed. Numbers are EventTable.decision. */
export interface LoggedPages {
  /** NaN when the log does not have the page. */
  servedAtMs(decision: number): number;
  /** Dense indices of the titles the page showed, once each; empty for -1. */
  titlesOf(decision: number): Int32Array;
}

const NOTHING = new Int32Array(0);

/** For logs without pages: imports and files. */
export const NO_PAGES: LoggedPages = { servedAtMs: () => Number.NaN, titlesOf: () => NOTHING };

/** By decision number; null where an event named a page that the log does not have. */
export function createLoggedPages(
  pages: readonly ({ readonly servedAtMs: number; readonly titles: Int32Array } | null)[],
): LoggedPages {
  return {
    servedAtMs: (decision) => pages[decision]?.servedAtMs ?? Number.NaN,
    titlesOf: (decision) => pages[decision]?.titles ?? NOTHING,
  };
}
