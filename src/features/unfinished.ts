import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import { EVENT_TYPES } from '../domain/event.ts';
import { isSpecial } from './next-episodes.ts';
import { hiddenTitles } from './title-sets.ts';
import { reachesPortion, STARTED_PORTION, type UserState, WATCHED_PORTION } from './user-state.ts';

/** What a user began and did not finish: one entry a title, the newest first. */
export interface Unfinished {
  readonly length: number;
  /** Dense index of what to go on with: the title itself, or one of its episodes. */
  readonly item: Int32Array;
  /** Dense index of its title. */
  readonly title: Int32Array;
  /** Watched share of the item, 0..1; 0 for an episode that comes next and was never opened. */
  readonly portion: Float32Array;
  /** Of the event that says so. */
  readonly lastAtMs: Float64Array;
}

/**
 * For continue-watching. A title goes on where its newest progress or completion left it: in the item itself from portion .1 to
 * below .9, after that with the next episode that was not watched. Where that event does not say (a look inside, the last
 * episode there is, a special) the one before it on another episode may; after specials alone the series begins. Dismissing anything of a title, or completing the title itself,
 * clears what was begun of it before; hiding it keeps it away. Starting again after any of them counts anew.
 */
export function unfinishedTitles(state: UserState, catalogue: Catalogue): Unfinished {
  const { events } = state;
  const hidden = hiddenTitles(state, catalogue);
  const settledItems = new Set<number>();
  const settledTitles = new Set<number>();
  const found: { item: number; at: number }[] = [];
  /** By title, where its newest finished special leads: only if nothing else says where the viewer is. */
  const afterSpecial = new Map<number, { item: number; at: number }>();

  for (let at = events.length - 1; at >= 0; at--) {
    const type = EVENT_TYPES[events.type[at]!]!;
    if (type !== 'progress' && type !== 'complete' && type !== 'dismiss') continue;
    const item = catalogue.denseOfItemNo(events.itemNo[at]!);
    if (item < 0) continue;
    const title = catalogue.titleOf[item]!;
    if (settledTitles.has(title) || settledItems.has(item)) continue;
    const leadsTo = type === 'dismiss' ? -1 : whereToGoOn(state, catalogue, at, item);
    const goesOn = leadsTo !== item && isSpecial(catalogue, item) ? -1 : leadsTo;
    if (goesOn !== leadsTo && !afterSpecial.has(title)) afterSpecial.set(title, { item: leadsTo, at });
    // For an item of its own, item and title are one: any event settles it. An episode settles itself alone.
    settledItems.add(item);
    if (goesOn >= 0 || type === 'dismiss' || item === title) settledTitles.add(title);
    if (goesOn >= 0) {
      found.push({ item: goesOn, at });
      afterSpecial.delete(title);
    }
  }
  found.push(...afterSpecial.values());
  const shown = found.filter(({ item }) => !hasBit(hidden, catalogue.titleOf[item]!)).sort((a, b) => b.at - a.at);

  return {
    length: shown.length,
    item: Int32Array.from(shown, ({ item }) => item),
    title: Int32Array.from(shown, ({ item }) => catalogue.titleOf[item]!),
    portion: Float32Array.from(shown, ({ item }) => portionLeftAt(state, catalogue.itemNo[item]!)),
    lastAtMs: Float64Array.from(shown, ({ at }) => events.occurredAtMs[at]!),
  };
}

/** The item of a progress or completion, or an episode after it; -1 when the event does not say. */
function whereToGoOn(state: UserState, catalogue: Catalogue, at: number, item: number): number {
  const portion = EVENT_TYPES[state.events.type[at]!] === 'complete' ? 1 : state.events.value[at]!;
  if (!reachesPortion(portion, STARTED_PORTION)) return -1;
  return reachesPortion(portion, WATCHED_PORTION) ? nextUnwatched(state, catalogue, item) : item;
}

/** The first of the episodes that come after an item which the user watched in no cut; -1 when there is none. */
export function nextUnwatched({ watched }: UserState, catalogue: Catalogue, item: number): number {
  const { nextEpisode, itemNo } = catalogue;
  const isWatched = (dense: number): boolean => watched.includes(itemNo[dense]!);
  let next = nextEpisode[item]!;
  while (next >= 0 && cutsOf(catalogue, next).some(isWatched)) next = nextEpisode[next]!;
  return next;
}

/** All cuts of an episode, itself first. */
export function cutsOf({ otherCut }: Pick<Catalogue, 'otherCut'>, item: number): readonly number[] {
  const cuts = [item];
  for (let cut = otherCut[item]!; cut >= 0 && cut !== item; cut = otherCut[cut]!) cuts.push(cut);
  return cuts;
}

/** Where the newest progress of an item left it; 0 when there is none. */
export function portionLeftAt({ events }: UserState, itemNo: number): number {
  for (let at = events.length - 1; at >= 0; at--) {
    if (events.itemNo[at] !== itemNo || EVENT_TYPES[events.type[at]!] !== 'progress') continue;
    return Number.isNaN(events.value[at]!) ? 0 : events.value[at]!;
  }
  return 0;
}
