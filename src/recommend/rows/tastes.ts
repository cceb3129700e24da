import { hasBit } from '../../domain/catalogue.ts';
import type { PageContext } from '../page-context.ts';
import { likedTitles } from './liked-titles.ts';

/** Titles of history by which taste halves in weight: taste in genres changes slower than what to watch next. */
const TASTE_HALF_LIFE = 20;

/**
 * The genres to offer rows of, the likeliest first: those the user watches more than the catalogue alone would explain; for a
 * user without history those used most. Genres with fewer than `least` titles left to show are passed over, and of those that go by the
 * same slug all but the first.
 */
export function chooseGenres(context: PageContext, most: number, least: number): number[] {
  const { catalogue, history, snapshot } = context;
  const taste = new Float64Array(catalogue.genres.length);
  for (let at = 0; at < history.length; at++) {
    const title = history.title[at]!;
    const weight = history.strength[at]! * 2 ** (-at / TASTE_HALF_LIFE);
    for (let g = catalogue.genreOffsets[title]!; g < catalogue.genreOffsets[title + 1]!; g++) {
      taste[catalogue.genreNumbers[g]!]! += weight;
    }
  }
  const { genreOffsets, genreUses, genreSlugs } = snapshot.lists;
  const titlesOf = (genre: number) => genreOffsets[genre + 1]! - genreOffsets[genre]!;
  // Share of the user's history over the root of the share of the catalogue: between "most watched" and "most peculiar".
  const appeal = taste.map((weight, genre) =>
    history.length > 0 ? weight / Math.sqrt(Math.max(1, titlesOf(genre))) : genreUses[genre]! + titlesOf(genre) * 1e-6,
  );
  return Array.from(appeal.keys())
    .filter(
      (genre) => appeal[genre]! > 0 && genreSlugs.indexOf(genreSlugs[genre]!) === genre && genreSlugs[genre] !== '',
    )
    .sort((a, b) => appeal[b]! - appeal[a]! || a - b)
    .filter((genre) => hasOpenTitles(context, genre, least))
    .slice(0, most);
}

/** Liked titles of two genres that say that the user likes them together. */
const LEAST_TOGETHER = 2;

/** Pairs of genres that at least two liked titles have both of, those first whose titles were liked most in all. */
export function chooseSubGenres(context: PageContext): [number, number][] {
  const { genreOffsets, genreNumbers, genres } = context.catalogue;
  const together = new Map<number, { titles: number; strength: number }>();
  for (const { title, strength } of likedTitles(context)) {
    for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) {
      for (let h = g + 1; h < genreOffsets[title + 1]!; h++) {
        const pair = genreNumbers[g]! * genres.length + genreNumbers[h]!;
        const sum = together.get(pair) ?? { titles: 0, strength: 0 };
        sum.titles++;
        sum.strength += strength;
        together.set(pair, sum);
      }
    }
  }
  return [...together]
    .filter(([, { titles }]) => titles >= LEAST_TOGETHER)
    .sort(([a, one], [b, other]) => other.strength - one.strength || a - b)
    .map(([pair]) => [Math.floor(pair / genres.length), pair % genres.length]);
}

function hasOpenTitles({ snapshot: { lists }, open }: PageContext, genre: number, least: number): boolean {
  let found = 0;
  for (let at = lists.genreOffsets[genre]!; at < lists.genreOffsets[genre + 1]!; at++) {
    if (hasBit(open, lists.genreTitles[at]!) && ++found === least) return true;
  }
  return false;
}
