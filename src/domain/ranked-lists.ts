/**
 * Orders over the whole catalogue that many pages share, made once per change of catalogue or item stats. All hold dense
 * indices of titles that are not withdrawn; whether one may be shown is asked per page.
 */
export interface RankedLists {
  /** Every title, the most used first; of equals the newer release. The first `usedCount` have been used at all. */
  readonly byUses: Int32Array;
  readonly usedCount: number;
  /** Titles with a trend above 0, the strongest first. */
  readonly byTrend: Int32Array;
  /** Titles whose release time is known, the newest first. */
  readonly byRelease: Int32Array;
  /** Titles of each genre in the order of byUses (CSR by genre number), and the uses of all of them together. */
  readonly genreOffsets: Int32Array;
  readonly genreTitles: Int32Array;
  readonly genreUses: Float64Array;
  /** The editors' static list, in their order: what is left when nothing else can be known. */
  readonly editors: Int32Array;
}
