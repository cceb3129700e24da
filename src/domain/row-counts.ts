/**
 * What came of the slots at one place of the home pages of a surface, where the row stood there, the ranker scored them and no pin took
 * them; older days count less.
 */
export interface RowCount {
  readonly surface: string;
  /** Of rows grown from a title the part before the colon. */
  readonly rowId: string;
  readonly rowIndex: number;
  readonly position: number;
  /** Impressions, and how many of them were viewed, and clicked or played. */
  readonly served: number;
  readonly viewed: number;
  readonly touched: number;
  /** Sums of scores (0..1, those below 0 as 0) over what was served, and over what was viewed. */
  readonly servedScore: number;
  readonly viewedScore: number;
}
