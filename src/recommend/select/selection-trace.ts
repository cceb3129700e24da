import type { RowDraft } from '../row-draft.ts';

/**
 * Told of every choice while a page is explained (PageContext.trace); null otherwise, so that it costs nothing. Candidates are named
 * by their positions. Of what is told twice, of a row or of a candidate in a row, the last word holds.
 */
export interface SelectionTrace {
  /** The selection begins, perhaps anew: what was told before is void. */
  begin(): void;
  /** A row was chosen for the next place on the page, or passed over. */
  row(row: RowDraft, why: RowChoice): void;
  /** A slot was filled; it holds its candidate already. Pins are not told of. */
  slot(row: RowDraft, slot: number, why: SlotChoice): void;
}

export interface RowChoice {
  /** Position-discounted worth of its first look, before and after what likeness to the rows above and affinity make of it. */
  readonly worth: number;
  readonly affinity: number;
  readonly likeness: number;
  readonly value: number;
  /** Why it does not stand: 'not-enough', 'limit' (its template's), 'no-place' (the page is full), 'switched-off'; null: it stands. */
  readonly passedOver: 'not-enough' | 'limit' | 'no-place' | 'switched-off' | null;
}

export interface SlotChoice {
  /** Ranks from 0 among what could stand there: by score alone; with diversity and calibration; the one that chance took or not. */
  readonly rankByScore: number;
  readonly rankByValue: number;
  readonly value: number;
  /** What diversity and calibration took off its score, in standard deviations of the row's scores. */
  readonly likeness: number;
  readonly overTaste: number;
  /** What the editors' rules added, in the same unit; below 0: took off. */
  readonly moved: number;
  /** Who would have stood there without chance; the same position where chance changed nothing. */
  readonly best: number;
  /** Those with a higher score that a cap kept out. */
  readonly capped: readonly { readonly position: number; readonly cap: 'person' | 'ignored' }[];
}
