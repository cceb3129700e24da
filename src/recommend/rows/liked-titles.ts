import { hasBit } from '../../domain/catalogue.ts';
import type { PageContext } from '../page-context.ts';
import { isLiked } from './seeds.ts';

/** How far back is looked for what the user's liked titles have in common. */
const MOST_LIKED = 40;

/** Titles that the user watched and liked, the latest first, with how much each counts: its strength. */
export function likedTitles(context: PageContext): { readonly title: number; readonly strength: number }[] {
  const { history } = context;
  const liked: { title: number; strength: number }[] = [];
  for (let at = 0; at < history.length && liked.length < MOST_LIKED; at++) {
    if (isLiked(context, at)) liked.push({ title: history.title[at]!, strength: history.strength[at]! });
  }
  return liked;
}

/** Of a list, the titles that are new to the user, at most `most`. */
export function openOf({ open }: PageContext, titles: Int32Array, most: number): Int32Array {
  const found: number[] = [];
  for (let at = 0; at < titles.length && found.length < most; at++) {
    if (hasBit(open, titles[at]!)) found.push(titles[at]!);
  }
  return Int32Array.from(found);
}
