import { useQuery } from '@tanstack/react-query';
import type { Pin } from '../../../clients/typescript/src/index.ts';
import { useSession } from '../session/session.tsx';

/** The pin as it is now, where somebody has changed it since `base` was read; asked for now and then while it is edited. null: nobody has. */
export function useNewerPin(base: Pin | null): Pin | null {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: ['pin-now', base?.pinId],
    enabled: base !== null,
    gcTime: 0,
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) => (await client.getPin({ pinId: base!.pinId! }, { signal })).pin,
  });
  return base !== null && data !== undefined && data.version > base.version ? data : null;
}

const EVERY_MS = 10_000;
