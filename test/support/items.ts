import type { Item, StoredItem } from '../../src/domain/item.ts';

/** A film that may be shown to everyone everywhere, with what a test wants otherwise. */
export function anItem(itemId: string, changes: Partial<Item> = {}): Item {
  return {
    itemId,
    type: 'film',
    title: `Title ${itemId}`,
    description: '',
    genres: [],
    tags: [],
    cast: [],
    directors: [],
    language: null,
    releaseDate: null,
    startsAt: null,
    endsAt: null,
    durationS: null,
    maturity: 'kids',
    seriesId: null,
    season: null,
    episode: null,
    windows: [{ region: '*', from: null, until: null }],
    imageUrl: null,
    ...changes,
  };
}

export function aStoredItem(
  itemNo: number,
  changes: Partial<Item> & { blocked?: boolean; deleted?: boolean } = {},
): StoredItem {
  const { blocked = false, deleted = false, ...item } = changes;
  return { itemNo, item: anItem(`i${itemNo}`, item), blocked, deleted, revision: itemNo };
}
