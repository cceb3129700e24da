import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { RegionBucket, StatsBucket } from '../domain/ports/stats-store.ts';
import { createItemStatsColumns } from '../features/item-stats-columns.ts';

/** The hourly counts as the store gave them last: a bucket that comes again has its new counts, not more of them. */
export interface StatsBuckets {
  /** Greatest revision put in. */
  readonly revision: number;
  put(buckets: readonly StatsBucket[]): void;
  /** The same of plays by region. */
  readonly regionRevision: number;
  putRegions(buckets: readonly RegionBucket[]): void;
  /** The counts per title, decayed to the anchor. Buckets of items that are not in the catalogue wait. */
  statsOf(catalogue: Catalogue, anchorMs: number, version: number): ItemStats;
}

const HOUR_MS = 3_600_000;
/** Hours since 1970 fit in 21 bits for another 200 years: item number and hour make one exact number. */
const HOURS = 2 ** 21;

export function createStatsBuckets(): StatsBuckets {
  const bucketAt = new Map<number, number>();
  let count = 0;
  let revision = 0;
  /** By region and item number. */
  const regions = new Map<string, Map<number, number>>();
  let regionRevision = 0;
  let itemNo = new Int32Array(1024);
  let hourMs = new Float64Array(1024);
  let uses = new Float32Array(1024);
  let ratings = new Float32Array(1024);
  let ratingSum = new Float32Array(1024);
  /** Buckets by hour, made anew when one came out of order. */
  let order: Int32Array | null = null;

  function grow(): void {
    const grown = <T extends { set(from: T): void; length: number }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    itemNo = grown(itemNo, new Int32Array(2 * count));
    hourMs = grown(hourMs, new Float64Array(2 * count));
    uses = grown(uses, new Float32Array(2 * count));
    ratings = grown(ratings, new Float32Array(2 * count));
    ratingSum = grown(ratingSum, new Float32Array(2 * count));
  }

  function byHour(): Int32Array {
    order ??= Int32Array.from({ length: count }, (_, at) => at).sort((a, b) => hourMs[a]! - hourMs[b]!);
    return order;
  }

  return {
    get revision() {
      return revision;
    },
    put(buckets) {
      for (const bucket of buckets) {
        const key = bucket.itemNo * HOURS + Math.floor(bucket.hourMs / HOUR_MS);
        let at = bucketAt.get(key);
        if (at === undefined) {
          if (count === itemNo.length) grow();
          at = count++;
          bucketAt.set(key, at);
          order = null;
        }
        itemNo[at] = bucket.itemNo;
        hourMs[at] = bucket.hourMs;
        uses[at] = bucket.uses;
        ratings[at] = bucket.ratings;
        ratingSum[at] = bucket.ratingSum;
        revision = Math.max(revision, bucket.revision);
      }
    },
    get regionRevision() {
      return regionRevision;
    },
    putRegions(given) {
      for (const bucket of given) {
        const plays = regions.get(bucket.region) ?? new Map<number, number>();
        regions.set(bucket.region, plays.set(bucket.itemNo, bucket.plays));
        regionRevision = Math.max(regionRevision, bucket.revision);
      }
    },
    statsOf(catalogue, anchorMs, version) {
      const columns = createItemStatsColumns(catalogue);
      for (const at of byHour()) {
        const dense = catalogue.denseOfItemNo(itemNo[at]!);
        if (dense < 0) continue;
        columns.add(catalogue.titleOf[dense]!, hourMs[at]!, uses[at]!, ratings[at]!, ratingSum[at]!);
      }
      for (const [region, plays] of regions) {
        for (const [item, count] of plays) {
          const dense = catalogue.denseOfItemNo(item);
          if (dense >= 0) columns.addPlays(catalogue.titleOf[dense]!, region, count);
        }
      }
      return { ...columns.at(anchorMs), version };
    },
  };
}
