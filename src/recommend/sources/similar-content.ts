import type { Snapshot } from '../../domain/snapshot.ts';
import { sortByValue } from '../../features/sort-by-value.ts';

/** Of each genre the most used titles are looked at, no more: enough for a row, and bounded on any catalogue. */
const TITLES_PER_GENRE = 1000;
/** And as many of all, the most used, for its people: well under a millisecond. */
const TITLES_FOR_PEOPLE = 20_000;
/** One shared person says more than one genre of several. */
const PERSON_WEIGHT = 0.5;

/** Titles that share genres or people with a title, the most alike first; empty when it has neither. */
export function similarContent({ catalogue, lists }: Snapshot, seed: number): Int32Array {
  const { genreOffsets, genreNumbers, peopleOffsets, peopleNumbers } = catalogue;
  const found: number[] = [];
  const seen = new Set<number>([seed]);
  const add = (dense: number): void => {
    if (seen.has(dense)) return;
    seen.add(dense);
    found.push(dense);
  };
  for (let g = genreOffsets[seed]!; g < genreOffsets[seed + 1]!; g++) {
    const from = lists.genreOffsets[genreNumbers[g]!]!;
    const to = Math.min(from + TITLES_PER_GENRE, lists.genreOffsets[genreNumbers[g]! + 1]!);
    for (let at = from; at < to; at++) add(lists.genreTitles[at]!);
  }
  const looks = lengthOf(peopleOffsets, seed) === 0 ? 0 : Math.min(TITLES_FOR_PEOPLE, lists.byUses.length);
  for (let at = 0; at < looks; at++) {
    if (sharedOf(peopleOffsets, peopleNumbers, seed, lists.byUses[at]!) > 0) add(lists.byUses[at]!);
  }
  const titles = Int32Array.from(found);
  const likeness = Float32Array.from(titles, (dense) => {
    const genres = sharedOf(genreOffsets, genreNumbers, seed, dense);
    const people = sharedOf(peopleOffsets, peopleNumbers, seed, dense);
    const allGenres = lengthOf(genreOffsets, seed) + lengthOf(genreOffsets, dense) - genres;
    return genres / Math.max(1, allGenres) + PERSON_WEIGHT * people;
  });
  sortByValue(titles, likeness, titles.length);
  return titles;
}

const lengthOf = (offsets: Int32Array, dense: number): number => offsets[dense + 1]! - offsets[dense]!;

/** How many numbers two sorted lists have in common. */
function sharedOf(offsets: Int32Array, numbers: Int32Array, a: number, b: number): number {
  let i = offsets[a]!;
  let j = offsets[b]!;
  let shared = 0;
  while (i < offsets[a + 1]! && j < offsets[b + 1]!) {
    const difference = numbers[i]! - numbers[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}
