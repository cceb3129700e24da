import { useQuery } from '@tanstack/react-query';
import { MarqueeProblem } from '../../../clients/typescript/src/index.ts';
import type { CardItem } from '../parts/item-card.tsx';
import { useSession } from '../session/session.tsx';

/** An item to be shown by; its id alone while it is loading, and where there is no such item. */
export function useItem(itemId: string): CardItem & { readonly isUnknown: boolean } {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['item', itemId, 'card'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      try {
        return await client.getItem({ itemId }, { signal });
      } catch (error) {
        if (error instanceof MarqueeProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
  return { ...(data ?? { itemId, title: itemId }), isUnknown: data === null };
}
