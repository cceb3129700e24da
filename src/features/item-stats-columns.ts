import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats, RegionalPlays } from '../domain/item-stats.ts';
import { TREND_HALF_LIFE_MS } from './trend-half-lives.ts';

/** Counts of every item, gathered from the log and decayed when read. */
export interface ItemStatsColumns {
  /**
   * Counts for an item at a time (floored to its hour, so hourly sums and single events give the same numbers). Within an hour any order
   * will do; what comes late, for an hour before the item's newest, is decayed to that one.
   */
  add(dense: number, atMs: number, uses: number, ratings: number, ratingSum: number): void;
  /** Plays of an item from pages of a region. */
  addPlays(dense: number, region: string, plays: number): void;
  /** The counts so far, their trend decayed to the anchor; a use after the anchor counts as at the anchor. A copy. */
  at(anchorMs: number): ItemStats;
  /** Room for the items of a later version of the catalogue. Never shrinks. */
  grow(catalogue: Types): void;
}

/** How many items there are, and the type of each: it says how fast a use is forgotten. */
export type Types = Pick<Catalogue, 'size' | 'type'>;

/** The half-life that tells what is usual, in half-lives of the trend: a power of two (see decays). */
const USUAL_HALF_LIVES = 8;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day with fewer events than this does not tell what was popular. */
const TELLING_DAY_EVENTS = 100;

export function createItemStatsColumns(catalogue: Types): ItemStatsColumns {
  const { size } = catalogue;
  let halfLifeMs = halfLivesOf(catalogue);
  let uses = new Float64Array(size);
  // The trend is kept as of the item's newest hour, in two parts: what came before that hour, decayed to it, and the uses
  // within it. Whole numbers add up exactly, so how an hour was cut into calls cannot show in the result.
  let before = new Float64Array(size);
  /** As `before`, decayed more slowly. */
  let usualBefore = new Float64Array(size);
  let within = new Float64Array(size);
  let hourMs = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  let ratings = new Float64Array(size);
  let ratingSum = new Float64Array(size);
  let totalUses = 0;
  let version = 0;
  const regions = new Map<string, { plays: Float32Array<ArrayBuffer>; total: number; copy: RegionalPlays | null }>();

  return {
    add(dense, atMs, moreUses, moreRatings, moreRatingSum) {
      const hour = Math.floor(atMs / HOUR_MS) * HOUR_MS;
      if (hour > hourMs[dense]!) {
        const slow = slowDecay(hour - hourMs[dense]!, halfLifeMs[dense]!);
        before[dense] = (before[dense]! + within[dense]!) * fastDecay(slow);
        usualBefore[dense] = (usualBefore[dense]! + within[dense]!) * slow;
        within[dense] = 0;
        hourMs[dense] = hour;
      }
      if (hour < hourMs[dense]!) {
        const slow = slowDecay(hourMs[dense]! - hour, halfLifeMs[dense]!);
        before[dense]! += moreUses * fastDecay(slow);
        usualBefore[dense]! += moreUses * slow;
      } else within[dense]! += moreUses;
      uses[dense]! += moreUses;
      ratings[dense]! += moreRatings;
      ratingSum[dense]! += moreRatingSum;
      totalUses += moreUses;
      version++;
    },
    addPlays(dense, region, plays) {
      let counts = regions.get(region);
      if (counts === undefined) {
        counts = { plays: new Float32Array(uses.length), total: 0, copy: null };
        regions.set(region, counts);
      }
      counts.plays[dense]! += plays;
      counts.total += plays;
      counts.copy = null;
      version++;
    },
    at(anchorMs) {
      const trend = new Float32Array(uses.length);
      const usual = new Float32Array(uses.length);
      for (let dense = 0; dense < trend.length; dense++) {
        const slowly = usualBefore[dense]! + within[dense]!;
        if (slowly <= 0) continue;
        const slow = slowDecay(anchorMs - hourMs[dense]!, halfLifeMs[dense]!);
        trend[dense] = (before[dense]! + within[dense]!) * fastDecay(slow);
        usual[dense] = (slowly * slow) / USUAL_HALF_LIVES;
      }
      return {
        version,
        anchorMs,
        uses: Float32Array.from(uses),
        trend,
        usual,
        ratings: Float32Array.from(ratings),
        ratingSum: Float32Array.from(ratingSum),
        totalUses,
        regions: new Map(Array.from(regions, ([region, counts]) => [region, copyOf(counts)])),
      };
    },
    grow(later) {
      const toSize = later.size;
      if (toSize <= uses.length) return;
      halfLifeMs = halfLivesOf(later);
      uses = grown(uses, toSize, 0);
      before = grown(before, toSize, 0);
      usualBefore = grown(usualBefore, toSize, 0);
      within = grown(within, toSize, 0);
      hourMs = grown(hourMs, toSize, Number.NEGATIVE_INFINITY);
      ratings = grown(ratings, toSize, 0);
      ratingSum = grown(ratingSum, toSize, 0);
      for (const counts of regions.values()) {
        const larger = new Float32Array(toSize);
        larger.set(counts.plays);
        counts.plays = larger;
      }
    },
  };
}

/**
 * The moment "recent" is relative to: the end of the newest day that had at least 100 events, else of the newest day that had
 * any, and never later than now; so on a living log it is now. Days are midnights UTC, the newest first.
 */
export function anchorOf(days: readonly { readonly dayMs: number; readonly events: number }[], nowMs: number): number {
  const day = days.find(({ events }) => events >= TELLING_DAY_EVENTS) ?? days.find(({ events }) => events > 0);
  return day === undefined ? nowMs : Math.min(nowMs, day.dayMs + DAY_MS);
}

/** anchorOf, kept as events come, in whatever order. */
export function createAnchorDays(): { add(atMs: number): void; anchorAt(nowMs: number): number } {
  const eventsOf = new Map<number, number>();
  let newest = { dayMs: Number.NEGATIVE_INFINITY, events: 0 };
  let newestTelling = newest;
  return {
    add(atMs) {
      const dayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
      const events = (eventsOf.get(dayMs) ?? 0) + 1;
      eventsOf.set(dayMs, events);
      if (dayMs >= newest.dayMs) newest = { dayMs, events };
      if (events >= TELLING_DAY_EVENTS && dayMs >= newestTelling.dayMs) newestTelling = { dayMs, events };
    },
    anchorAt: (nowMs) => anchorOf([newestTelling, newest], nowMs),
  };
}

const halfLivesOf = ({ size, type }: Types): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: size }, (_, dense) => TREND_HALF_LIFE_MS[type[dense]!]);

/** Share that is left after a time, of what tells the usual. */
const slowDecay = (ageMs: number, halfLifeMs: number): number =>
  ageMs > 0 ? 2 ** (-ageMs / (USUAL_HALF_LIVES * halfLifeMs)) : 1;

/** The same of the trend, which is the slow share to the eighth power: one power function for both. */
function fastDecay(slow: number): number {
  const square = slow * slow;
  const fourth = square * square;
  return fourth * fourth;
}

/** Made once for as long as nothing is added: most regions rest while one is busy. */
function copyOf(counts: { readonly plays: Float32Array; readonly total: number; copy: RegionalPlays | null }) {
  counts.copy ??= { plays: counts.plays.slice(), total: counts.total };
  return counts.copy;
}

function grown(column: Float64Array, size: number, fill: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size).fill(fill, column.length);
  larger.set(column);
  return larger;
}
