import type { Catalogue } from '../domain/catalogue.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import { sortByValue } from './sort-by-value.ts';

/** Of each person the most used titles are looked at: some people are in everything. */
const TITLES_PER_PERSON = 200;

/** Titles that share people with a title, those with the most of them first; of equals in the order of their first such person. */
export function sharedPeople(
  { peopleOffsets, peopleNumbers }: Catalogue,
  lists: Pick<RankedLists, 'ofPerson'>,
  title: number,
): Int32Array {
  const shared = new Map<number, number>();
  for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) {
    for (const other of lists.ofPerson(peopleNumbers[p]!).subarray(0, TITLES_PER_PERSON)) {
      if (other !== title) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
  }
  const titles = Int32Array.from(shared.keys());
  sortByValue(titles, Float32Array.from(shared.values()), titles.length);
  return titles;
}
