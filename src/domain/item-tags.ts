import { MarqueeError } from './errors.ts';
import { folded } from './folded.ts';
import type { Item } from './item.ts';

/** A genre or a tag of an item. */
export interface ItemTag {
  readonly field: 'genres' | 'tags';
  readonly value: string;
}

/** What an item may have of each (catalogue/item-schema.ts). */
const MOST: Readonly<Record<ItemTag['field'], number>> = { genres: 50, tags: 200 };

/** Names that differ in case alone are one. */
export const hasTag = (item: Item, { field, value }: ItemTag): boolean =>
  item[field].some((name) => folded(name) === folded(value));

/** The item with the tag, as its last, or without it; itself where it is so already. Throws 'limit-reached' when it has as many as it may have. */
export function withTag(item: Item, tag: ItemTag, on: boolean): Item {
  const { field, value } = tag;
  if (hasTag(item, tag) === on) return item;
  if (!on) return { ...item, [field]: item[field].filter((name) => folded(name) !== folded(value)) };
  if (item[field].length >= MOST[field]) {
    throw new MarqueeError(
      'limit-reached',
      `The item ${item.itemId} has ${MOST[field]} ${field}: take one away first.`,
    );
  }
  return { ...item, [field]: [...item[field], value] };
}
