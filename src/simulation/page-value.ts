import type { Page } from '../../clients/typescript/src/index.ts';
import { clickChance } from './click-chance.ts';
import { NEXT_ROW, NEXT_SLOT } from './look.ts';
import { type FilmWorld, likingInMood, type Taste } from './taste.ts';

/** What a page is truly worth to a viewer, beside the pages that could have stood in its place. */
export interface PageValue {
  readonly page: number;
  /** The best page of the same shape, by who knows the taste. */
  readonly oracle: number;
  /** The same shape filled with what is played most and this viewer has not seen. */
  readonly popular: number;
}

export interface Valued {
  readonly world: FilmWorld;
  readonly taste: Taste;
  /** Films the viewer saw before the page. */
  readonly seen: ReadonlySet<number>;
  /** How often each film was played so far, by anyone. */
  readonly plays: Float64Array;
}

/**
 * Expected clicks, had the viewer the whole page before the eyes as long as it takes: sum over slots of P(looked at) x P(clicked, new to
 * the viewer), a mood as likely as another. Rows of what was begun are left out of all three: there is nothing to find out. A film counts
 * once, where it stands first.
 */
export function pageValue(page: Page, { world, taste, seen, plays }: Valued): PageValue {
  const rows = page.rows.filter((row) => row.kind !== 'continue-watching' && row.kind !== 'watch-again');
  const looks = rows.flatMap((row, depth) => row.items.map((_, slot) => NEXT_ROW ** depth * NEXT_SLOT ** slot));
  const worth = worthOf(world, taste);
  const counted = new Set<number>(seen);
  let value = 0;
  let place = 0;
  for (const { itemId } of rows.flatMap((row) => row.items)) {
    const film = world.indexOf.get(itemId) ?? -1;
    const look = looks[place++]!;
    if (film < 0 || counted.has(film)) continue;
    counted.add(film);
    value += look * worth[film]!;
  }
  const open = [...worth.keys()].filter((film) => !seen.has(film));
  looks.sort((a, b) => b - a);
  const filledBy = (order: ArrayLike<number>): number => {
    const best = open.toSorted((a, b) => order[b]! - order[a]! || a - b);
    return looks.reduce((sum, look, at) => sum + look * (best[at] === undefined ? 0 : worth[best[at]]!), 0);
  };
  return { page: value, oracle: filledBy(worth), popular: filledBy(plays) };
}

/** Of each film: the chance that it is clicked when it is looked at. */
function worthOf(world: FilmWorld, taste: Taste): Float64Array {
  const moods = taste.likedGenres.length === 0 ? [-1] : taste.likedGenres;
  return Float64Array.from({ length: world.itemIds.length }, (_, film) => {
    let sum = 0;
    for (const mood of moods) sum += clickChance(likingInMood(world, taste, mood, film), 'new');
    return sum / moods.length;
  });
}
