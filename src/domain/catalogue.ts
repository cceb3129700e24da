import type { Item, ItemType } from './item.ts';

/**
 * The catalogue as columns. A `dense` index runs from 0 to size - 1, is append-only for the life of the process, and is the
 * only name an item has between two stages. Deleted and blocked items keep their index and are never eligible.
 */
export interface Catalogue {
  readonly version: number;
  readonly size: number;
  /** dense -> permanent item number. */
  readonly itemNo: Int32Array;
  /** dense -> dense index of the title: the item's series if it has one in the catalogue, else itself. */
  readonly titleOf: Int32Array;
  /** dense -> outside id, display title. */
  readonly itemId: readonly string[];
  readonly title: readonly string[];
  readonly type: readonly ItemType[];
  /** dense -> the item as it was put, for what a page shows of it (include) and no stage reads. */
  readonly item: readonly Item[];
  /** dense -> rank in MATURITIES. */
  readonly maturity: Uint8Array;
  /** dense -> 1 if blocked or deleted. */
  readonly withdrawn: Uint8Array;
  /** dense -> release time in ms, NaN when unknown. */
  readonly releasedAtMs: Float64Array;
  /** dense -> when it begins and is over, ms: -Infinity and Infinity when not said, NaN for a time that cannot be read. */
  readonly startsAtMs: Float64Array;
  readonly endsAtMs: Float64Array;
  readonly durationS: Float32Array;
  /** dense -> number of its language (language.ts), 0 when not known. */
  readonly language: Int32Array;
  /** dense -> season and episode number, -1 when it has none. */
  readonly season: Int32Array;
  readonly episode: Int32Array;
  /** dense -> dense index of the episode that comes after it in its series, -1 when none is there. */
  readonly nextEpisode: Int32Array;
  /** dense -> another cut of the same episode (its number in the series), all of them in a ring; -1: there is none. */
  readonly otherCut: Int32Array;
  /** dense -> episodes there are of the series it is, 0 for anything else. */
  readonly episodeCount: Int32Array;
  /** All genre names, by genre number; and dense -> sorted genre numbers (CSR). */
  readonly genres: readonly string[];
  readonly genreOffsets: Int32Array;
  readonly genreNumbers: Int32Array;
  /** dense -> sorted numbers of its cast and directors (CSR); equal numbers are equal names. */
  readonly peopleOffsets: Int32Array;
  readonly peopleNumbers: Int32Array;
  readonly people: People;
  readonly tags: Names;
  /** Licence windows of each item (CSR): region number, from, until in ms (-Infinity, Infinity when unbounded). */
  readonly regions: readonly string[];
  readonly windowOffsets: Int32Array;
  readonly windowRegion: Int32Array;
  readonly windowFromMs: Float64Array;
  readonly windowUntilMs: Float64Array;
  /** Newest release time among eligible-at-all items, ms; NaN when none is known. */
  readonly newestReleaseMs: number;

  /** -1 when not in the catalogue. */
  denseOfItemNo(itemNo: number): number;
  denseOfItemId(itemId: string): number;
  /** The eligible items for an audience at a time; computed once per audience and kept until a window opens or closes, or an item begins or ends. */
  eligible(audience: Audience, nowMs: number): EligibleSet;
}

/** Names of one kind by number. */
export interface Names {
  nameOf(number: number): string;
  /** Numbers of the name in any case, and however its accents are encoded (folded.ts). */
  alike(name: string): readonly number[];
  /** Dense indices, ascending, of all items that have the name, and of some that had or, in a later version of the catalogue, will have. */
  itemsOf(number: number): readonly number[];
}

/** The names of casts and directors, also by the slug that names a person's row. */
export interface People extends Names {
  /** The first of that slug (slug.ts); -1 when nobody has it. */
  ofSlug(slug: string): number;
}

/** Who asks, as far as the rights care. `region` null: only windows "*" hold. */
export interface Audience {
  readonly region: string | null;
  /** Highest rank in MATURITIES that may be shown. */
  readonly maturityMax: number;
}

/** Bitsets over dense indices, and the time of the next boundary of a licence or of an item's own times, when they have to be made anew. */
export interface EligibleSet {
  readonly bits: Uint32Array;
  readonly count: number;
  /** Of `bits`, what has not begun: it may be announced, and stands in no other row. Empty when there is none. */
  readonly upcoming: Uint32Array;
  /** Dense indices in the order of their starts: what is on now (live, or with a start and an end), and what has its own start to come. */
  readonly running: Int32Array;
  readonly starting: Int32Array;
  readonly validUntilMs: number;
  /** Of its titles those whose licence ends soon (leaving-titles.ts); made when first asked for. */
  leaving(): LeavingTitles;
}

/** Dense indices in the order in which they go, and when, ms. */
export interface LeavingTitles {
  readonly titles: Int32Array;
  readonly untilMs: Float64Array;
}

export const hasBit = (bits: Uint32Array, index: number): boolean => ((bits[index >>> 5]! >>> (index & 31)) & 1) === 1;
