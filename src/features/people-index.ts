import type { People } from '../domain/catalogue.ts';
import { slugOf } from '../domain/slug.ts';

/** The people of all casts and directors, by number. Grows only and is shared by all versions of one catalogue. */
export interface PeopleIndex extends People {
  /** The name's number, allotted if it is new. */
  add(name: string): number;
  /** An item has these people. */
  note(dense: number, people: readonly number[]): void;
}

export function createPeopleIndex(): PeopleIndex {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const slugs = new Map<string, number>();
  const items: number[][] = [];

  return {
    add(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const person = names.push(name) - 1;
      items.push([]);
      numbers.set(name, person);
      const slug = slugOf(name);
      if (slug !== '' && !slugs.has(slug)) slugs.set(slug, person);
      return person;
    },
    note(dense, people) {
      for (const person of people) if (!items[person]!.includes(dense)) items[person]!.push(dense);
    },
    itemsOf: (person) => items[person]!,
    ofSlug: (slug) => slugs.get(slug) ?? -1,
    nameOf: (person) => names[person]!,
  };
}
