import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import { slugOf } from '../domain/slug.ts';
import { sortByValue } from './sort-by-value.ts';

/** The lists that only some pages ask for, each made when the first one does. `byUses`: all titles, the most used first. */
export function rowLists(
  catalogue: Catalogue,
  stats: ItemStats,
  byUses: Int32Array,
): Pick<RankedLists, 'genreSlugs' | 'ofPerson' | 'popularIn'> {
  let people: { offsets: Int32Array; titles: Int32Array } | null = null;
  const popular = new Map<string, Int32Array>();

  return {
    genreSlugs: catalogue.genres.map(slugOf),

    ofPerson(person) {
      people ??= titlesByPerson(catalogue, byUses);
      // Who came into the catalogue after these lists has no titles in them yet.
      if (person + 1 >= people.offsets.length) return NONE;
      return people.titles.subarray(people.offsets[person], people.offsets[person + 1]);
    },

    popularIn(region) {
      const plays = stats.regions.get(region)?.plays;
      if (plays === undefined) return NONE;
      const known = popular.get(region);
      if (known !== undefined) return known;
      // In the order of byUses, which holds among equals.
      const titles = byUses.filter((dense) => plays[dense]! > 0);
      sortByValue(
        titles,
        Float32Array.from(titles, (dense) => plays[dense]!),
        titles.length,
      );
      popular.set(region, titles);
      return titles;
    },
  };
}

const NONE = new Int32Array(0);

/** The titles of each person (CSR by person), each list in the given order. */
function titlesByPerson({ peopleOffsets, peopleNumbers }: Catalogue, titles: Int32Array) {
  let people = 0;
  for (const person of peopleNumbers) people = Math.max(people, person + 1);
  const offsets = new Int32Array(people + 1);
  const each = (visit: (person: number, dense: number) => void) => {
    for (const dense of titles) {
      for (let p = peopleOffsets[dense]!; p < peopleOffsets[dense + 1]!; p++) visit(peopleNumbers[p]!, dense);
    }
  };
  each((person) => {
    offsets[person + 1]!++;
  });
  for (let person = 0; person < people; person++) offsets[person + 1]! += offsets[person]!;
  const next = offsets.slice();
  const found = new Int32Array(offsets[people]!);
  each((person, dense) => {
    found[next[person]!++] = dense;
  });
  return { offsets, titles: found };
}
