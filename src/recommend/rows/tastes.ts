import { type Catalogue, hasBit } from '../../domain/catalogue.ts';
import type { PageContext } from '../page-context.ts';

/** Titles of history by which taste halves in weight: taste in genres changes slower than what to watch next. */
const TASTE_HALF_LIFE = 20;

/**
 * The genres to offer rows of, the likeliest first: those the user watches more than the catalogue alone would explain; for a
 * user without history those used most. Genres with fewer than `least` titles left to show are passed over.
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
  const { genreOffsets, genreUses } = snapshot.lists;
  const titlesOf = (genre: number) => genreOffsets[genre + 1]! - genreOffsets[genre]!;
  // Share of the user's history over the root of the share of the catalogue: between "most watched" and "most peculiar".
  const appeal = taste.map((weight, genre) =>
    history.length > 0 ? weight / Math.sqrt(Math.max(1, titlesOf(genre))) : genreUses[genre]! + titlesOf(genre) * 1e-6,
  );
  return Array.from(appeal.keys())
    .filter((genre) => appeal[genre]! > 0)
    .sort((a, b) => appeal[b]! - appeal[a]! || a - b)
    .filter((genre) => hasOpenTitles(context, genre, least))
    .slice(0, most);
}

function hasOpenTitles({ snapshot: { lists }, open }: PageContext, genre: number, least: number): boolean {
  let found = 0;
  for (let at = lists.genreOffsets[genre]!; at < lists.genreOffsets[genre + 1]!; at++) {
    if (hasBit(open, lists.genreTitles[at]!) && ++found === least) return true;
  }
  return false;
}

/** "Film-Noir" -> "film-noir": letters and digits of any script, the rest as one hyphen. */
export const genreSlug = (genre: string): string =>
  genre
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Number of the first genre with this slug, -1 when there is none. */
export const genreBySlug = (catalogue: Catalogue, slug: string): number =>
  catalogue.genres.findIndex((genre) => genreSlug(genre) === slug);
