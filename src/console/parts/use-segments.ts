import { useQuery } from '@tanstack/react-query';
import { pagesOf, type Segment } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';

/** All segments (there are at most 500), kept for a minute; none while they are loading. */
export function useSegments(): readonly Segment[] {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['segments', 'all'],
    staleTime: 60_000,
    queryFn: async () => {
      const all: Segment[] = [];
      for await (const { items } of pagesOf(client.listSegments, { limit: 100 })) all.push(...items);
      return all;
    },
  });
  return data ?? NONE;
}

const NONE: readonly Segment[] = [];
