import { hasBit } from '../../domain/catalogue.ts';
import type { PageContext } from '../page-context.ts';

/** A title liked less than this is not one to name on the page: a rating of three stars of five is .55, a completion 1. */
const LEAST_STRENGTH = 0.5;

/**
 * The titles that because-you-watched rows grow from: liked and watched, a series if only an episode of it; the latest first.
 * What may not be named is no seed, however it was watched.
 */
export function chooseSeeds(context: PageContext, most: number): number[] {
  const { history } = context;
  const seeds: number[] = [];
  for (let at = 0; at < history.length && seeds.length < most; at++) {
    if (isLiked(context, at) && mayBeNamed(context, history.title[at]!)) seeds.push(history.title[at]!);
  }
  return seeds;
}

/** Whether the title at a place of the history was watched and liked. */
export function isLiked({ history, partlyWatched, hidden }: PageContext, at: number): boolean {
  const title = history.title[at]!;
  return history.strength[at]! >= LEAST_STRENGTH && hasBit(partlyWatched, title) && !hasBit(hidden, title);
}

/** Whether a title's name may stand on the page, though it need not be for the taking: an expired licence does not matter. */
export const mayBeNamed = ({ catalogue, audience, rules }: PageContext, dense: number): boolean =>
  catalogue.withdrawn[dense] === 0 &&
  catalogue.maturity[dense]! <= audience.maturityMax &&
  !(rules.blocked !== null && hasBit(rules.blocked, dense));
