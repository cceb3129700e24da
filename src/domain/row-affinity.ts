import type { RowKind } from './page.ts';
import type { Surface } from './pin.ts';

/**
 * How much more (above 1) or less a row is touched than its slots would lead one to expect, learned from the log: by row id where
 * that is known well enough, else by kind. A row never touched sinks.
 */
export interface RowAffinity {
  of(rowId: string, kind: RowKind, surface: Surface): number;
}

/** Nothing is known: every row is what its candidates are worth. */
export const NO_AFFINITY: RowAffinity = { of: () => 1 };
