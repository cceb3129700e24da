/** Item counts by hour, rolled up from the events by SQL. */
export interface StatsStore {
  /** Count rows of the given origins, by item and hour, oldest first; only what changed after `revision` when given. */
  buckets(options: { origins: readonly string[]; sinceRevision: number }): AsyncIterable<readonly StatsBucket[]>;
  /** Plays by region and item, over the given origins and all days; only where something changed after `revision` when given. */
  regionPlays(options: { origins: readonly string[]; sinceRevision: number }): AsyncIterable<readonly RegionBucket[]>;
  /** Events with an item per day (ms of midnight UTC), newest first, over the given origins: where "now" is for old logs. */
  eventDays(origins: readonly string[]): Promise<readonly { dayMs: number; events: number }[]>;
}

/** What users did with an item within one hour, summed over the origins asked for. */
export interface StatsBucket {
  readonly itemNo: number;
  readonly hourMs: number;
  /** Plays, completions and ratings: each counts as one use of the title. */
  readonly uses: number;
  readonly clicks: number;
  readonly ratings: number;
  readonly ratingSum: number;
  readonly hides: number;
  readonly revision: number;
}

/** How often an item was played from pages of a region. A bucket always carries its whole count. */
export interface RegionBucket {
  readonly itemNo: number;
  readonly region: string;
  readonly plays: number;
  readonly revision: number;
}
