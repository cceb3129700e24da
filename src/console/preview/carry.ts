import type { DraftItem } from './drafts.ts';
import type { PageSlot } from './page-marks.ts';

/** What is carried: an item that was found, or the card of a slot; with the pin that put it there, if one did. */
export interface Carried {
  readonly item: DraftItem;
  /** null: from the search. */
  readonly from: { readonly row: number; readonly position: number } | null;
  readonly pinId: string | null;
}

/** A slot that something can be put down on. */
export interface DropPlace {
  readonly rowId: string;
  readonly rowTitle: string;
  /** Number of the row on the page, and of the slot in it, from 0. */
  readonly row: number;
  readonly position: number;
}

export const dropId = (row: number, position: number): string => `slot ${row} ${position}`;

export const placeText = ({ rowTitle, position }: Pick<DropPlace, 'rowTitle' | 'position'>): string =>
  `slot ${position + 1} of ${rowTitle}`;

/** The pin that an explanation says put the item there. */
export function pinIdOf(slot: PageSlot): string | null {
  return slot.explanation?.rules.find((one) => one.rule === 'pinned')?.pinId ?? null;
}

export function itemOfSlot({ itemId, item = {} }: PageSlot): DraftItem {
  const { title = itemId, genres = [], imageUrl = null, type, releaseDate } = item;
  return { itemId, title, genres, imageUrl, type, releaseDate };
}
