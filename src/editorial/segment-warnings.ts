import { testsOf } from '../domain/filter/compile-user-filter.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { Segment } from '../domain/segment.ts';

export interface SegmentWarning {
  readonly code: 'item-unknown';
  readonly detail: string;
}

/** What an editor would regret not knowing of a segment: items it names that nobody can have watched. */
export async function segmentWarnings(
  { filter }: Segment,
  itemStore: Pick<ItemStore, 'get'>,
): Promise<readonly SegmentWarning[]> {
  const named = testsOf(filter)
    .filter(({ field }) => field === 'watched' || field === 'myList')
    .flatMap(({ values }) => values.map(({ text }) => text));
  const itemIds = [...new Set(named)];
  const found = await Promise.all(itemIds.map((itemId) => itemStore.get(itemId)));
  return itemIds
    .filter((_, at) => found[at] === null)
    .map((itemId) => ({
      code: 'item-unknown',
      detail: `There is no item ${itemId}: who has watched or listed it is not known until it is added.`,
    }));
}
