import type { EligibleSet } from './catalogue.ts';

/**
 * Orders over the whole catalogue that many pages share, made once per change of catalogue or item stats. All hold dense
 * indices of titles that are not withdrawn; whether one may be shown is asked per page.
 */
export interface RankedLists {
  /** Every title, the most used first; of equals the newer release. The first `usedCount` have been used at all. */
  readonly byUses: Int32Array;
  readonly usedCount: number;
  /** Titles with a trend above 0; first those that are used much, and more than is usual for them. */
  readonly byTrend: Int32Array;
  /** Titles whose release time is known, the newest first. */
  readonly byRelease: Int32Array;
  /** Titles of each genre in the order of byUses (CSR by genre number), and the uses of all of them together. */
  readonly genreOffsets: Int32Array;
  readonly genreTitles: Int32Array;
  readonly genreUses: Float64Array;
  /** genre number -> what its row is named by (slug.ts). */
  readonly genreSlugs: readonly string[];
  /** Titles of both of two genres, in the order of byUses: of the 1,000 most used of the genre that has fewer. Made when first asked for. */
  ofBoth(genre: number, other: number): Int32Array;
  /** Titles with a person (Catalogue.people) in cast or among the directors, in the order of byUses. Made when first asked for. */
  ofPerson(person: number): Int32Array;
  /** Titles that share people with a title, those with the most of them first (shared-people.ts). Made when first asked for. */
  sharingPeople(title: number): Int32Array;
  /** Clips and specials of a series: its items that are no numbered episode of a season. Empty for anything else. */
  extrasOf(series: number): readonly number[];
  /**
   * Of what leaves an audience (EligibleSet.leaving) by a time, the places of what is used most, 200 of them, most used first. Of an
   * audience it is made once; what leaves between the time first asked for and a later one may be missing.
   */
  usedOfLeaving(eligible: EligibleSet, byMs: number): Int32Array;
  /** Titles played from pages of a region, the most played first; empty where none was. */
  popularIn(region: string): Int32Array;
  /** The editors' static list, in their order: what is left when nothing else can be known. */
  readonly editors: Int32Array;
}
