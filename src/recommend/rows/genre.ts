import type { PageContext } from '../page-context.ts';
import { openOf } from './liked-titles.ts';
import type { PlannedRow, RowFamily } from './row-family.ts';
import { chooseGenres, chooseSubGenres } from './tastes.ts';

const LEAST_TITLES = 4;
/** Of two genres together: a narrow row has to be worth its name. */
const LEAST_OF_BOTH = 8;
const MOST_TITLES = 200;
const MOST_SUB_GENRES = 2;
/** Between the slugs of two genres, in the order of their letters; no slug has it. */
const AND = '.';

/**
 * `genre:<slug>`: evidence: the user watches it more than the catalogue alone explains, and there are titles left. `genre:<slug>.<slug>`,
 * the slugs in the order of their letters: titles of both; evidence: the user liked two titles of both, and there are enough others.
 */
export const genre: RowFamily = {
  name: 'genre',
  kind: 'genre',
  plan(context, most) {
    const pairs: PlannedRow[] = [];
    for (const [a, b] of chooseSubGenres(context)) {
      if (pairs.length === Math.min(MOST_SUB_GENRES, Math.floor(most / 2))) break;
      const row = ofBoth(context, a, b);
      if (row !== null) pairs.push(row);
    }
    const rows: PlannedRow[] = [];
    for (const one of chooseGenres(context, most - pairs.length, LEAST_TITLES)) {
      rows.push(ofOne(context, one), ...pairs.splice(0, 1));
    }
    return [...rows, ...pairs];
  },
  planOne(context, key) {
    const numbers = genresOf(context.snapshot.lists, key);
    if (numbers === null) return null;
    return numbers.length === 1 ? ofOne(context, numbers[0]!) : ofBoth(context, numbers[0]!, numbers[1]!);
  },
  canBe: ({ lists }, key) => genresOf(lists, key) !== null,
};

/** The numbers of the genres that a key names, one or two; null when it does not. */
function genresOf({ genreSlugs }: PageContext['snapshot']['lists'], key: string): number[] | null {
  const slugs = key.split(AND);
  const numbers = slugs.map((slug) => (slug === '' ? -1 : genreSlugs.indexOf(slug)));
  const isOrdered = slugs.every((slug, at) => at === 0 || slugs[at - 1]! < slug);
  return slugs.length <= 2 && isOrdered && numbers.every((number) => number >= 0) ? numbers : null;
}

function ofOne({ catalogue, snapshot }: PageContext, number: number): PlannedRow {
  const name = catalogue.genres[number]!;
  return {
    key: snapshot.lists.genreSlugs[number]!,
    title: name,
    titleParams: { genre: name },
    sources: ['genre'],
    order: 'score',
    genre: number,
    minimum: LEAST_TITLES,
  };
}

function ofBoth(context: PageContext, one: number, other: number): PlannedRow | null {
  const { catalogue, snapshot } = context;
  const { genreSlugs } = snapshot.lists;
  const [a, b] = genreSlugs[one]! < genreSlugs[other]! ? [one, other] : [other, one];
  // Of genres with one slug only the first has rows.
  if (genreSlugs.indexOf(genreSlugs[a]!) !== a || genreSlugs.indexOf(genreSlugs[b]!) !== b || genreSlugs[a] === '')
    return null;
  const titles = openOf(context, snapshot.lists.ofBoth(a, b), MOST_TITLES);
  if (titles.length < LEAST_OF_BOTH) return null;
  const names = [catalogue.genres[a]!, catalogue.genres[b]!] as const;
  return {
    key: `${genreSlugs[a]}${AND}${genreSlugs[b]}`,
    title: `${names[0]} & ${names[1]}`,
    titleKey: 'row.sub-genre',
    titleParams: { genre: names[0], subGenre: names[1] },
    sources: ['genre'],
    order: 'score',
    minimum: LEAST_TITLES,
    titles,
  };
}
