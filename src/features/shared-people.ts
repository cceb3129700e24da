import type { Catalogue } from '../domain/catalogue.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import { sortByValue } from './sort-by-value.ts';
import { createTitleSlots } from './title-slots.ts';

/** Of each person the most used titles are looked at: some people are in everything. And some casts are without end. */
const TITLES_PER_PERSON = 50;
const MOST_PEOPLE = 100;

/** Titles that share people with a title, those with the most of them first; of equals in the order of their first such person. */
export function sharedPeople(
  { peopleOffsets, peopleNumbers }: Catalogue,
  ofPerson: RankedLists['ofPerson'],
  title: number,
): Int32Array {
  const last = Math.min(peopleOffsets[title + 1]!, peopleOffsets[title]! + MOST_PEOPLE);
  const room = (last - peopleOffsets[title]!) * TITLES_PER_PERSON;
  const titles = new Int32Array(room);
  const shared = new Float32Array(room);
  const { slotOf } = createTitleSlots(room);
  let count = 0;
  for (let p = peopleOffsets[title]!; p < last; p++) {
    const others = ofPerson(peopleNumbers[p]!);
    for (let at = 0; at < Math.min(others.length, TITLES_PER_PERSON); at++) {
      if (others[at] === title) continue;
      const slot = slotOf(others[at]!);
      if (slot === count) titles[count++] = others[at]!;
      shared[slot]!++;
    }
  }
  sortByValue(titles, shared, count);
  return titles.subarray(0, count);
}
