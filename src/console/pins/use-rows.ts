import { useQuery } from '@tanstack/react-query';
import type { ListedRow } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';

/** The rows there are, as GET /v1/rows has them; none while they are loading. */
export function useRows(): readonly ListedRow[] {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['rows'],
    queryFn: async () => (await client.listRows()).items,
    staleTime: 60_000,
  });
  return data ?? NONE;
}

const NONE: readonly ListedRow[] = [];
