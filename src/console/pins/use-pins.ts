import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Input, type Pin, pagesOf } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';

type Filters = NonNullable<Input<'listPins'>>;

/** Pins by filters, page after page. */
export function usePins(filters: Filters) {
  const { client } = useSession();
  return useInfiniteQuery({
    queryKey: ['pins', filters],
    queryFn: ({ pageParam, signal }) =>
      client.listPins({ ...filters, limit: 50, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** All pins by filters, at once, up to MOST_PINS of them: what a timeline is drawn of. */
export function useAllPins(filters: Filters) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['pins', 'all', filters],
    queryFn: async () => {
      const pins: Pin[] = [];
      for await (const { items } of pagesOf(client.listPins, { ...filters, limit: 500 })) {
        pins.push(...items);
        if (pins.length >= MOST_PINS) return { pins, isWhole: false };
      }
      return { pins, isWhole: true };
    },
  });
}

export const MOST_PINS = 2_000;
