import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session/session.tsx';
import { filtersAsked, type LogQuery, timeAsked } from './log-query.ts';

/** Impressions a page. */
export const PAGE_SIZE = 50;

/** The answer to a query, page by page. It stays as it is until it is asked again: rows do not move while one reads them. */
export function useImpressions(query: LogQuery) {
  const { client, settings } = useSession();
  const queries = useQueryClient();
  const ownOrigin = settings.simulated ? 'simulate' : 'app';
  const queryKey = ['impressions', query];
  const found = useInfiniteQuery({
    queryKey,
    queryFn({ pageParam, signal }) {
      // A cursor knows of which time it is: "the last 7 days" stay the same ones.
      const place = pageParam === null ? timeAsked(query, Date.now()) : { cursor: pageParam };
      return client.listImpressions({ ...filtersAsked(query, ownOrigin), ...place, limit: PAGE_SIZE }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    // What was asked before stays to be seen until the answer is there.
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  return { ...found, ownOrigin, again: () => void queries.resetQueries({ queryKey }) } as const;
}

export type FoundImpressions = ReturnType<typeof useImpressions>;
