import { SURFACES } from '../audience.ts';
import { MATURITIES } from '../item.ts';
import type { FieldShape, Vocabulary } from './vocabulary.ts';

/** The fields of a user that a segment may name (docs/filters.md). */
export const USER_FIELDS = {
  region: { kind: 'id' },
  surface: { kind: 'one-of', words: SURFACES },
  language: { kind: 'language' },
  /** What the user may see at most. */
  maturity: { kind: 'ranked', words: MATURITIES },
  newUser: { kind: 'one-of', words: ['true', 'false'] },
  label: { kind: 'names' },
  plays: { kind: 'number' },
  completes: { kind: 'number' },
  ratings: { kind: 'number' },
  titlesWatched: { kind: 'number' },
  daysSincePlay: { kind: 'number' },
  likedGenre: { kind: 'genre' },
  watched: { kind: 'id' },
  myList: { kind: 'id' },
} as const satisfies Readonly<Record<string, FieldShape>>;

export type UserFieldName = keyof typeof USER_FIELDS;
/** Fields that are numbers. */
export type UserNumberField = 'plays' | 'completes' | 'ratings' | 'titlesWatched' | 'daysSincePlay';
/** Fields of which a user has any number of values. */
export type UserSetField = 'label' | 'likedGenre' | 'watched' | 'myList';

export const USER_VOCABULARY: Vocabulary<UserFieldName> = {
  fields: USER_FIELDS,
  otherNames: { labels: 'label', likedGenres: 'likedGenre' },
};
