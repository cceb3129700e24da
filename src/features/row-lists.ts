import type { Catalogue, EligibleSet } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import { slugOf } from '../domain/slug.ts';
import { isSpecial } from './next-episodes.ts';
import { sharedPeople } from './shared-people.ts';
import { sortByValue } from './sort-by-value.ts';
import { topByValue } from './top-by-value.ts';

/** The lists that only some pages ask for, each made when the first one does. `byUses`: all titles, the most used first. */
export function rowLists(
  catalogue: Catalogue,
  stats: ItemStats,
  byUses: Int32Array,
  byGenre: Pick<RankedLists, 'genreOffsets' | 'genreTitles'>,
): Pick<
  RankedLists,
  'genreSlugs' | 'ofBoth' | 'ofPerson' | 'sharingPeople' | 'extrasOf' | 'usedOfLeaving' | 'popularIn'
> {
  const popular = new Map<string, Int32Array>();
  let extras: ReadonlyMap<number, readonly number[]> | null = null;
  const leaving = new WeakMap<EligibleSet, Int32Array>();

  const { length } = catalogue.genres;
  const ofBoth = keptLists((pair) => titlesOfBoth(catalogue, byGenre, Math.floor(pair / length), pair % length));

  const ofPerson = keptLists((person) => titlesOfPerson(catalogue, stats, person));

  return {
    genreSlugs: catalogue.genres.map(slugOf),

    ofBoth: (genre, other) => ofBoth(Math.min(genre, other) * catalogue.genres.length + Math.max(genre, other)),
    ofPerson,
    sharingPeople: keptLists((title) => sharedPeople(catalogue, ofPerson, title)),

    extrasOf(series) {
      extras ??= extrasBySeries(catalogue);
      return extras.get(series) ?? [];
    },

    usedOfLeaving(eligible, byMs) {
      const known = leaving.get(eligible);
      if (known !== undefined) return known;
      const { titles, untilMs } = eligible.leaving();
      let count = 0;
      while (count < titles.length && untilMs[count]! <= byMs) count++;
      const places = Int32Array.from({ length: count }, (_, place) => place);
      const uses = Float32Array.from(places, (place) => stats.uses[titles[place]!]!);
      const used = places.slice(0, topByValue(places, uses, count, MOST_LEAVING));
      leaving.set(eligible, used);
      return used;
    },

    popularIn(region) {
      const plays = stats.regions.get(region)?.plays;
      if (plays === undefined) return NONE;
      const known = popular.get(region);
      if (known !== undefined) return known;
      // In the order of byUses, which holds among equals. Once a refresh of the counts a page waits for this: no calls in the loop.
      const played = new Int32Array(byUses.length);
      const counts = new Float32Array(byUses.length);
      let count = 0;
      for (let at = 0; at < byUses.length; at++) {
        const times = plays[byUses[at]!]!;
        if (times === 0) continue;
        played[count] = byUses[at]!;
        counts[count++] = times;
      }
      const titles = played.slice(0, topByValue(played, counts, count, MOST_POPULAR));
      popular.set(region, titles);
      return titles;
    },
  };
}

const NONE = new Int32Array(0);
/** Of one kind. */
const MOST_KEPT = 500;
/** Of two genres the titles of the rarer one that are looked at. */
const TITLES_OF_PAIR = 1000;
const MOST_POPULAR = 1000;
/** Some are of no use to a user: watched, hidden. */
const MOST_LEAVING = 200;

/** Lists by number, each made once and kept, the one made first let go first. */
function keptLists(make: (of: number) => Int32Array): (of: number) => Int32Array {
  const kept = new Map<number, Int32Array>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known;
    if (kept.size === MOST_KEPT) kept.delete(kept.keys().next().value!);
    const made = make(of);
    kept.set(of, made);
    return made;
  };
}

function extrasBySeries(catalogue: Catalogue): Map<number, number[]> {
  const { size, titleOf, type, withdrawn } = catalogue;
  const found = new Map<number, number[]>();
  for (let dense = 0; dense < size; dense++) {
    const series = titleOf[dense]!;
    if (series === dense || withdrawn[dense] !== 0) continue;
    if (type[dense] !== 'clip' && !(type[dense] === 'episode' && isSpecial(catalogue, dense))) continue;
    const others = found.get(series);
    if (others === undefined) found.set(series, [dense]);
    else others.push(dense);
  }
  return found;
}

function titlesOfBoth(
  catalogue: Catalogue,
  { genreOffsets, genreTitles }: Pick<RankedLists, 'genreOffsets' | 'genreTitles'>,
  genre: number,
  other: number,
): Int32Array {
  const titlesOf = (one: number) => genreTitles.subarray(genreOffsets[one], genreOffsets[one + 1]);
  const [fewer, more] = titlesOf(genre).length <= titlesOf(other).length ? [genre, other] : [other, genre];
  return titlesOf(fewer)
    .subarray(0, TITLES_OF_PAIR)
    .filter((dense) => {
      for (let g = catalogue.genreOffsets[dense]!; g < catalogue.genreOffsets[dense + 1]!; g++) {
        if (catalogue.genreNumbers[g] === more) return true;
      }
      return false;
    });
}

/** Those used most first. The index of people knows items that have lost the person since, and some that this catalogue has not got. */
function titlesOfPerson(catalogue: Catalogue, stats: ItemStats, person: number): Int32Array {
  const { size, titleOf, withdrawn, peopleOffsets, peopleNumbers } = catalogue;
  const hasPerson = (dense: number): boolean => {
    for (let p = peopleOffsets[dense]!; p < peopleOffsets[dense + 1]!; p++)
      if (peopleNumbers[p] === person) return true;
    return false;
  };
  const titles = Int32Array.from(
    catalogue.people
      .itemsOf(person)
      .filter((dense) => dense < size && titleOf[dense] === dense && withdrawn[dense] === 0 && hasPerson(dense)),
  );
  sortByValue(
    titles,
    Float32Array.from(titles, (dense) => stats.uses[dense]!),
    titles.length,
  );
  return titles;
}
