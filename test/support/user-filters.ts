import fc from 'fast-check';
import { SURFACES } from '../../src/domain/audience.ts';
import type { UserFacts } from '../../src/domain/filter/compile-user-filter.ts';
import type { UserNumberField, UserSetField } from '../../src/domain/filter/user-fields.ts';
import { MATURITIES, type Maturity } from '../../src/domain/item.ts';

/** A user of whom everything is known, as plain values. */
export interface KnownUser {
  readonly region: string;
  readonly surface: (typeof SURFACES)[number];
  readonly language: string;
  readonly maturity: Maturity;
  readonly newUser: boolean;
  readonly numbers: Readonly<Record<UserNumberField, number>>;
  /** Lower case. */
  readonly sets: Readonly<Record<UserSetField, readonly string[]>>;
}

/** A filter on users, or a part of one, and whether a user meets it: told by the rules of docs/filters.md. */
export interface KnownUserFilter {
  readonly text: string;
  meets(user: KnownUser): boolean;
}

const NUMBERS = ['plays', 'completes', 'ratings', 'titlesWatched', 'daysSincePlay'] as const;
const SETS = {
  label: ['vip', 'beta'],
  likedGenre: ['drama', 'film-noir'],
  watched: ['i1', 'i2'],
  myList: ['i1', 'i3'],
};
const SET_FIELDS = Object.keys(SETS) as UserSetField[];
const REGIONS = ['DE', 'US', 'GB'];
const TAGS = ['pt', 'pt-BR', 'en'];

const setOf = (field: UserSetField) => fc.subarray(SETS[field]);
export const knownUser: fc.Arbitrary<KnownUser> = fc.record({
  region: fc.constantFrom(...REGIONS),
  surface: fc.constantFrom(...SURFACES),
  language: fc.constantFrom('pt', 'pt-BR', 'PT-pt', 'en', 'ptx'),
  maturity: fc.constantFrom(...MATURITIES),
  newUser: fc.boolean(),
  numbers: fc.record({
    plays: fc.nat(4),
    completes: fc.nat(4),
    ratings: fc.nat(4),
    titlesWatched: fc.nat(4),
    daysSincePlay: fc.nat(4),
  }),
  sets: fc.record({
    label: setOf('label'),
    likedGenre: setOf('likedGenre'),
    watched: setOf('watched'),
    myList: setOf('myList'),
  }),
});

const operator = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
function compared(sign: string, value: number, wanted: number): boolean {
  if (sign === '<') return value < wanted;
  if (sign === '<=') return value <= wanted;
  if (sign === '>') return value > wanted;
  if (sign === '>=') return value >= wanted;
  return (value === wanted) === (sign === '=');
}

const test = fc.oneof(
  fc.tuple(fc.constantFrom(...NUMBERS), operator, fc.nat(4)).map(
    ([field, sign, wanted]): KnownUserFilter => ({
      text: `${field} ${sign} ${wanted}`,
      meets: ({ numbers }) => compared(sign, numbers[field], wanted),
    }),
  ),
  fc.tuple(fc.constantFrom(...NUMBERS), fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }), fc.boolean()).map(
    ([field, wanted, isNot]): KnownUserFilter => ({
      text: `${field} ${isNot ? 'not in' : 'in'} (${wanted.join()})`,
      meets: ({ numbers }) => wanted.includes(numbers[field]) !== isNot,
    }),
  ),
  fc
    .constantFrom(...SET_FIELDS)
    .chain((field) => fc.tuple(fc.constant(field), fc.subarray(SETS[field], { minLength: 1 }), fc.boolean()))
    .map(
      ([field, wanted, isNot]): KnownUserFilter => ({
        text: `${field} ${isNot ? 'not in' : 'in'} (${wanted.join()})`,
        meets: ({ sets }) => wanted.some((value) => sets[field].includes(value)) !== isNot,
      }),
    ),
  fc.tuple(operator, fc.constantFrom(...MATURITIES)).map(
    ([sign, wanted]): KnownUserFilter => ({
      text: `maturity ${sign} ${wanted}`,
      meets: ({ maturity }) => compared(sign, MATURITIES.indexOf(maturity), MATURITIES.indexOf(wanted)),
    }),
  ),
  fc.tuple(fc.constantFrom('region', 'surface'), fc.constantFrom('=', '!=')).chain(([field, sign]) =>
    fc.constantFrom(...(field === 'region' ? REGIONS : SURFACES)).map(
      (wanted): KnownUserFilter => ({
        text: `${field} ${sign} ${wanted}`,
        meets: (user) => (user[field as 'region' | 'surface'] === wanted) === (sign === '='),
      }),
    ),
  ),
  fc.tuple(fc.constantFrom(...TAGS), fc.boolean()).map(
    ([wanted, isNot]): KnownUserFilter => ({
      text: `language ${isNot ? '!=' : '='} ${wanted}`,
      meets: ({ language }) => `${language}-`.toLowerCase().startsWith(`${wanted}-`.toLowerCase()) !== isNot,
    }),
  ),
  fc.tuple(fc.boolean(), fc.constantFrom('=', '!=')).map(
    ([wanted, sign]): KnownUserFilter => ({
      text: `newUser ${sign} ${wanted}`,
      meets: ({ newUser }) => (newUser === wanted) === (sign === '='),
    }),
  ),
);

const joined = (word: 'and' | 'or', parts: readonly KnownUserFilter[]): KnownUserFilter => ({
  text: parts.map(({ text }) => `(${text})`).join(` ${word} `),
  meets: (user) => (word === 'and' ? parts.every((part) => part.meets(user)) : parts.some((part) => part.meets(user))),
});

/** Whole filters on users, of all fields, operators and depths up to some. */
export const knownUserFilter: fc.Arbitrary<KnownUserFilter> = fc.letrec<{ tree: KnownUserFilter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: test, weight: 2 },
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]) => joined(kind, parts)),
    tie('tree').map(({ text, meets }): KnownUserFilter => ({ text: `not (${text})`, meets: (user) => !meets(user) })),
  ),
})).tree;

/** What of a user is not known. Of numbers: not at all, or only that they are at least what was counted. */
export const unknowns = fc.record({
  region: fc.boolean(),
  language: fc.boolean(),
  newUser: fc.boolean(),
  numbers: fc.record({
    plays: fc.constantFrom('known', 'at-least', 'unknown'),
    completes: fc.constantFrom('known', 'at-least', 'unknown'),
    ratings: fc.constantFrom('known', 'at-least', 'unknown'),
    titlesWatched: fc.constantFrom('known', 'at-least', 'unknown'),
    daysSincePlay: fc.constantFrom('known', 'at-least', 'unknown'),
  }),
  sets: fc.record({
    label: fc.boolean(),
    likedGenre: fc.boolean(),
    watched: fc.boolean(),
    myList: fc.boolean(),
  }),
});
export type Unknowns = typeof unknowns extends fc.Arbitrary<infer U> ? U : never;

/** The user as a filter sees one. */
export function factsOf(user: KnownUser, hidden: Unknowns | null = null): UserFacts {
  return {
    region: hidden?.region ? null : user.region,
    surface: user.surface,
    language: hidden?.language ? null : user.language,
    maturity: user.maturity,
    isNewUser: hidden?.newUser ? null : user.newUser,
    numberOf(field) {
      const how = hidden?.numbers[field] ?? 'known';
      const from = user.numbers[field];
      if (how === 'unknown') return null;
      return how === 'known' ? { from, to: from } : { from: Math.floor(from / 2), to: Number.POSITIVE_INFINITY };
    },
    has: (field, value) => (hidden?.sets[field] ? null : user.sets[field].includes(value.toLowerCase())),
  };
}
