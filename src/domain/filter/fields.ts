import type { Catalogue, Names } from '../catalogue.ts';
import { ITEM_TYPES, type Item, MATURITIES } from '../item.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The fields of an item that a filter may name. What an item does not have meets no test: only `!=`, `not in` and `not`, which say
 * the opposite of a test, hold for it.
 */
export const FIELDS = {
  type: { kind: 'one-of', words: ITEM_TYPES },
  maturity: { kind: 'ranked', words: MATURITIES },
  genre: { kind: 'genre' },
  tag: { kind: 'names', indexOf: ({ tags }) => tags, namesOf: ({ tags }) => tags },
  cast: { kind: 'names', indexOf: ({ people }) => people, namesOf: ({ cast }) => cast },
  director: { kind: 'names', indexOf: ({ people }) => people, namesOf: ({ directors }) => directors },
  language: { kind: 'language' },
  title: { kind: 'title' },
  itemId: { kind: 'id', idOf: ({ itemId }) => itemId },
  seriesId: { kind: 'id', idOf: ({ seriesId }) => seriesId },
  year: { kind: 'year', numberOf: releasedAt },
  releaseDate: { kind: 'time', numberOf: releasedAt },
  startsAt: { kind: 'time', numberOf: ({ startsAtMs }, dense) => finite(startsAtMs[dense]!) },
  endsAt: { kind: 'time', numberOf: ({ endsAtMs }, dense) => finite(endsAtMs[dense]!) },
  durationS: { kind: 'number', numberOf: ({ item }, dense) => item[dense]!.durationS ?? Number.NaN },
  durationMin: { kind: 'number', numberOf: ({ item }, dense) => (item[dense]!.durationS ?? Number.NaN) / 60 },
  season: { kind: 'number', numberOf: ({ item }, dense) => item[dense]!.season ?? Number.NaN },
  episode: { kind: 'number', numberOf: ({ item }, dense) => item[dense]!.episode ?? Number.NaN },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof FIELDS;

export type Field =
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  /** Words in their order: they can be compared. */
  | { readonly kind: 'ranked'; readonly words: readonly string[] }
  | { readonly kind: 'genre' }
  /** `indexOf`: what finds the items of a name; some of them may not have it, or have it in another field. */
  | {
      readonly kind: 'names';
      readonly indexOf: (catalogue: Catalogue) => Names;
      readonly namesOf: (item: Item) => readonly string[];
    }
  | { readonly kind: 'language' }
  | { readonly kind: 'title' }
  | { readonly kind: 'id'; readonly idOf: (item: Item) => string | null }
  /** NaN: the item has none. Times in ms since 1970. */
  | { readonly kind: 'year' | 'time' | 'number'; readonly numberOf: (catalogue: Catalogue, dense: number) => number };

/** Of filters on items; `otherNames`: as the item spells them, for those who think of the list. */
export const ITEM_VOCABULARY: Vocabulary<FieldName> = {
  fields: FIELDS,
  otherNames: { genres: 'genre', tags: 'tag', directors: 'director' },
};

function releasedAt({ releasedAtMs }: Catalogue, dense: number): number {
  return releasedAtMs[dense]!;
}

/** A time that is not said is infinite in the catalogue. */
function finite(ms: number): number {
  return Number.isFinite(ms) ? ms : Number.NaN;
}
