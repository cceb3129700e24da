import type { RegionBucket, StatsBucket, StatsStore } from './stats-store.ts';

/** What a StatsStore gives, as it was at a moment: counted from what had happened before it, whenever it reached us. */
export interface PastStats {
  /** As StatsStore.buckets; the hour of the moment is counted up to the moment. */
  buckets(origins: readonly string[], beforeMs: number): AsyncIterable<readonly StatsBucket[]>;
  /** As StatsStore.regionPlays, of pages that were served before the day before the moment: what came of those had come by then. */
  regionPlays(origins: readonly string[], beforeMs: number): AsyncIterable<readonly RegionBucket[]>;
  /** As StatsStore.eventDays; the day of the moment is counted up to the moment. */
  eventDays(origins: readonly string[], beforeMs: number): ReturnType<StatsStore['eventDays']>;
}
