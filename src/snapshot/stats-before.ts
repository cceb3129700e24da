import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { PastStats } from '../domain/ports/past-stats.ts';
import { anchorOf } from '../features/item-stats-columns.ts';
import { createStatsBuckets } from './stats-buckets.ts';

/** The item stats part as it would have been loaded at a moment, over the catalogue of now. */
export async function statsBefore(
  pastStats: PastStats,
  catalogue: Catalogue,
  origins: readonly string[],
  atMs: number,
): Promise<ItemStats> {
  const buckets = createStatsBuckets();
  const days = await pastStats.eventDays(origins, atMs);
  for await (const batch of pastStats.buckets(origins, atMs)) buckets.put(batch);
  for await (const batch of pastStats.regionPlays(origins, atMs)) buckets.putRegions(batch);
  return buckets.statsOf(catalogue, anchorOf(days, atMs), 0);
}
