import fc from 'fast-check';
import type { Item } from '../../src/domain/item.ts';

const NAMES = {
  genre: ['Drama', 'War', 'Film-Noir', 'Crime'],
  tag: ['80s', 'dark'],
  cast: ['Ann', "Bo O'Neill"],
  director: ['Cy', 'Ann'],
};

/** A filter, or a part of one, and whether an item meets it: told by the rules of docs/filters.md, from the item as it was put. */
export interface KnownFilter {
  readonly text: string;
  meets(item: Item, nowMs: number): boolean;
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const lower = (text: string): string => text.toLowerCase();

const names = fc
  .constantFrom(...(['genre', 'tag', 'cast', 'director'] as const))
  .chain((field) => fc.tuple(fc.constant(field), fc.subarray(NAMES[field], { minLength: 1 }), fc.boolean()))
  .map(([field, wanted, isNot]): KnownFilter => {
    const listOf = (item: Item) =>
      ({ genre: item.genres, tag: item.tags, cast: item.cast, director: item.directors })[field].map(lower);
    const has = (item: Item) => wanted.some((name) => listOf(item).includes(lower(name)));
    const text = `${field} ${isNot ? 'not in' : 'in'} (${wanted.map((name, at) => quote(at % 2 ? lower(name) : name)).join()})`;
    return { text, meets: (item) => has(item) !== isNot };
  });

const compared = <T>(operator: string, value: T, less: (a: T, b: T) => boolean, wanted: T): boolean => {
  if (operator === '<') return less(value, wanted);
  if (operator === '>') return less(wanted, value);
  if (operator === '<=') return !less(wanted, value);
  if (operator === '>=') return !less(value, wanted);
  const isSame = !less(value, wanted) && !less(wanted, value);
  return operator === '=' ? isSame : !isSame;
};
const operator = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
const smaller = (a: number, b: number): boolean => a < b;

/** What an item does not have meets nothing but "!=". */
const number = fc
  .tuple(fc.constantFrom(...(['season', 'episode', 'durationMin', 'year'] as const)), operator, fc.nat(4))
  .map(([field, sign, at]): KnownFilter => {
    const wanted = { season: at, episode: at, durationMin: 30 * at, year: 2022 + at }[field];
    const numberOf = (item: Item): number | null => {
      if (field === 'durationMin') return item.durationS === null ? null : item.durationS / 60;
      if (field === 'year') return item.releaseDate === null ? null : new Date(item.releaseDate).getUTCFullYear();
      return item[field];
    };
    return {
      text: `${field} ${sign} ${wanted}`,
      meets(item) {
        const value = numberOf(item);
        return value === null ? sign === '!=' : compared(sign, value, smaller, wanted);
      },
    };
  });

/** Days from now: as a moment that moves with it. */
const time = fc
  .tuple(
    fc.constantFrom(...(['releaseDate', 'startsAt', 'endsAt'] as const)),
    operator,
    fc.integer({ min: -4, max: 4 }),
  )
  .map(
    ([field, sign, days]): KnownFilter => ({
      text: `${field} ${sign} now${days === 0 ? '' : `${days < 0 ? '-' : '+'}${Math.abs(days)}d`}`,
      meets(item, nowMs) {
        const value = item[field];
        return value === null ? sign === '!=' : compared(sign, Date.parse(value), smaller, nowMs + days * 86_400_000);
      },
    }),
  );

const word = fc
  .oneof(
    fc.tuple(fc.constant('type' as const), fc.constantFrom('film', 'series', 'episode', 'live', 'clip')),
    fc.tuple(
      fc.constant('seriesId' as const),
      fc.nat(9).map((no) => `i${no}`),
    ),
    fc.tuple(
      fc.constant('itemId' as const),
      fc.nat(9).map((no) => `i${no}`),
    ),
  )
  .map(([field, wanted]): KnownFilter => ({ text: `${field} = ${wanted}`, meets: (item) => item[field] === wanted }));

const LEVELS = ['kids', 'teen', 'adult'];
const maturity = fc.tuple(operator, fc.constantFrom(...LEVELS)).map(
  ([sign, wanted]): KnownFilter => ({
    text: `maturity ${sign} ${wanted}`,
    meets: (item) => compared(sign, LEVELS.indexOf(item.maturity), smaller, LEVELS.indexOf(wanted)),
  }),
);

const language = fc.constantFrom('pt', 'pt-BR', 'EN').map(
  (wanted): KnownFilter => ({
    text: `language = ${wanted}`,
    meets: ({ language: spoken }) => spoken !== null && `${lower(spoken)}-`.startsWith(`${lower(wanted)}-`),
  }),
);

const title = fc.constantFrom('1', 'TITLE I2', 'nowhere').map(
  (wanted): KnownFilter => ({
    text: `title contains ${quote(wanted)}`,
    meets: (item) => lower(item.title).includes(lower(wanted)),
  }),
);

const joined = (word: 'and' | 'or', parts: readonly KnownFilter[]): KnownFilter => ({
  text: parts.map(({ text }) => `(${text})`).join(` ${word} `),
  meets: (item, nowMs) =>
    word === 'and' ? parts.every((part) => part.meets(item, nowMs)) : parts.some((part) => part.meets(item, nowMs)),
});

/** Whole filters of all fields, operators and depths up to some. */
export const knownFilter: fc.Arbitrary<KnownFilter> = fc.letrec<{ tree: KnownFilter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: fc.oneof(names, number, time, word, maturity, language, title), weight: 2 },
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]) => joined(kind, parts)),
    tie('tree').map(({ text, meets }): KnownFilter => ({ text: `not (${text})`, meets: (...of) => !meets(...of) })),
  ),
})).tree;

export const aFilter: fc.Arbitrary<string> = knownFilter.map(({ text }) => text);

/** Items that such filters tell apart. Times lie in days around `nowMs`. */
export const filterableItem = (nowMs: number) => {
  const day = (days: number): string => new Date(nowMs + days * 86_400_000).toISOString();
  const when = fc.option(fc.integer({ min: -4, max: 4 }).map(day));
  return fc.record({
    type: fc.constantFrom('film', 'series', 'episode', 'live', 'clip'),
    maturity: fc.constantFrom('kids', 'teen', 'adult'),
    genres: fc.subarray(NAMES.genre),
    tags: fc.subarray(NAMES.tag),
    cast: fc.subarray(NAMES.cast),
    directors: fc.subarray(NAMES.director),
    language: fc.constantFrom(null, 'pt', 'pt-BR', 'PT-br', 'en', 'ptx'),
    releaseDate: fc.oneof(
      when,
      fc.integer({ min: 2021, max: 2027 }).map((year) => `${year}-06-01`),
    ),
    startsAt: when,
    endsAt: when,
    durationS: fc.option(fc.nat(5).map((n) => 1800 * n + 0.5)),
    season: fc.option(fc.nat(5)),
    episode: fc.option(fc.nat(5)),
    seriesId: fc.option(fc.nat(9).map((no) => `i${no}`)),
  }) as fc.Arbitrary<Partial<Item>>;
};
