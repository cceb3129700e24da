import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import type { CollectionSort } from '../domain/collection.ts';
import { folded } from '../domain/folded.ts';
import type { Item } from '../domain/item.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';

/**
 * Dense indices of the titles that a filter found, in an order: those of a bitset over items that are titles and not withdrawn. What the
 * order does not know (a trend, a release) comes last, the most used first. Linear in the catalogue, but for `title`, which sorts what
 * was found.
 */
export function collectedTitles(
  catalogue: Catalogue,
  lists: Pick<RankedLists, 'byUses' | 'byTrend' | 'byRelease'>,
  bits: Uint32Array,
  sort: CollectionSort,
): Int32Array {
  const byUses = lists.byUses.filter((title) => hasBit(bits, title));
  if (sort === 'popular') return byUses;
  if (sort === 'title') return byTitle(catalogue, byUses);
  const known = (sort === 'trending' ? lists.byTrend : lists.byRelease).filter((title) => hasBit(bits, title));
  if (sort === 'oldest') known.reverse();
  const left = bits.slice();
  for (const title of known) left[title >>> 5]! &= ~(1 << (title & 31));
  const unknown = byUses.filter((title) => hasBit(left, title));
  const all = new Int32Array(known.length + unknown.length);
  all.set(known);
  all.set(unknown, known.length);
  return all;
}

/** Dense indices of the items of these ids that there are, in their order, each once. An episode stands for itself. */
export function namedItems(catalogue: Catalogue, itemIds: readonly string[]): Int32Array {
  const found = itemIds.map((itemId) => catalogue.denseOfItemId(itemId)).filter((dense) => dense >= 0);
  return Int32Array.from(new Set(found));
}

function byTitle({ item, title }: Catalogue, titles: Int32Array): Int32Array {
  const keyOf = (dense: number): string => {
    const known = keys.get(item[dense]!);
    if (known !== undefined) return known;
    // Accents aside: an accented letter stands with its own.
    const key = folded(title[dense]!.normalize('NFD').replaceAll(ACCENTS, ''));
    keys.set(item[dense]!, key);
    return key;
  };
  const keyed = Array.from(titles, (dense) => ({ dense, key: keyOf(dense) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.dense - b.dense));
  return Int32Array.from(keyed, ({ dense }) => dense);
}

const ACCENTS = /\p{M}/gu;

/** An item outlives the catalogues that hold it, and its key with it. */
const keys = new WeakMap<Item, string>();
