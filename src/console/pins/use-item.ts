import { useQueries, useQuery } from '@tanstack/react-query';
import type { Item, MarqueeClient } from '../../../clients/typescript/src/index.ts';
import { createItemBatch, type FindItem } from '../parts/item-batch.ts';
import type { CardItem } from '../parts/item-card.tsx';
import { useSession } from '../session/session.tsx';

/** An item to be shown by; its id alone while it is loading, and where there is no such item. A table full of them is one call. */
export function useItem(itemId: string): CardItem & { readonly isUnknown: boolean } {
  const { client } = useSession();
  const { data } = useQuery(cardQuery(client, itemId));
  return { ...(data ?? { itemId, title: itemId }), isUnknown: data === null };
}

/** The titles of several, as far as they are known by now. */
export function useTitles(itemIds: readonly string[]): ReadonlyMap<string, string> {
  const { client } = useSession();
  return useQueries({
    queries: itemIds.map((itemId) => cardQuery(client, itemId)),
    combine: titlesOf,
  });
}

const titlesOf = (found: readonly { readonly data: Item | null | undefined }[]): ReadonlyMap<string, string> =>
  new Map(found.flatMap(({ data }) => (data ? [[data.itemId, data.title]] : [])));

const cardQuery = (client: MarqueeClient, itemId: string) => ({
  queryKey: ['item', itemId, 'card'],
  staleTime: 60_000,
  queryFn: () => findIn(client)(itemId),
});

/** One batch for all who ask by the same key. */
function findIn(client: MarqueeClient): FindItem {
  const known = BATCHES.get(client);
  if (known !== undefined) return known;
  const find = createItemBatch(
    async (itemIds) => (await client.listItems({ itemIds: [...itemIds], limit: itemIds.length })).items,
  );
  BATCHES.set(client, find);
  return find;
}

const BATCHES = new WeakMap<MarqueeClient, FindItem>();
