import type { People } from '../domain/catalogue.ts';
import { slugOf } from '../domain/slug.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';

/** The people of all casts and directors, by number. Grows only and is shared by all versions of one catalogue. */
export interface PeopleIndex extends People, NameIndex {}

export function createPeopleIndex(): PeopleIndex {
  const slugs = new Map<string, number>();
  const names = createNameIndex((name, person) => {
    const slug = slugOf(name);
    if (slug !== '' && !slugs.has(slug)) slugs.set(slug, person);
  });
  return { ...names, ofSlug: (slug) => slugs.get(slug) ?? -1 };
}
