import type { RowKind } from './page.ts';
import type { Surface } from './pin.ts';

/**
 * How much more (above 1) or less a row is touched than its places and the scores of its titles would lead one to expect, learned from the
 * log: by row id where that is known well enough, else by kind. A row never touched sinks.
 */
export interface RowAffinity {
  of(rowId: string, kind: RowKind, surface: Surface): number;
}

/** Nothing is known: every row is what its candidates are worth. */
export const NO_AFFINITY: RowAffinity = { of: () => 1 };

/** A guess, until the affinity of the row says otherwise. */
const OF_WATCHED = 0.25;

/**
 * What scores are worth where rows are compared. Those of titles that were watched say less: the ranker has learned from titles that were
 * new to the user alone.
 */
export const worthOfScores = (kind: RowKind | null): number => (kind === 'watch-again' ? OF_WATCHED : 1);
