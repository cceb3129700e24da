/** Item counts as columns over dense indices, decayed to one moment. The `stats` part of the snapshot. */
export interface ItemStats {
  readonly version: number;
  /**
   * The moment "recent" is relative to: now on a living log; on an old one its newest day with at least 100 events, else its
   * newest event.
   */
  readonly anchorMs: number;
  /** Uses (plays, completions, ratings) ever. */
  readonly uses: Float32Array;
  /** Uses decayed to the anchor with the half-life of the title's type (features/trend-half-lives.ts). */
  readonly trend: Float32Array;
  /** What `trend` would be, had the title been used as evenly as over eight times that half-life. */
  readonly usual: Float32Array;
  readonly ratings: Float32Array;
  readonly ratingSum: Float32Array;
  readonly totalUses: number;
  /** Plays from pages of a region, by region; none where no page said its region. */
  readonly regions: ReadonlyMap<string, RegionalPlays>;
}

export interface RegionalPlays {
  /** Over dense indices, ever. */
  readonly plays: Float32Array;
  readonly total: number;
}
