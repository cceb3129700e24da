import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useSession } from '../../session/session.tsx';
import { type DecisionQuery, readDecisionQuery, writeDecisionQuery } from './decision-query.ts';

/** A page of the log, and, where its address says so, scored once more. What is past stays as it is: it is asked for once. */
export function useDecision(recommendationId: string) {
  const { client } = useSession();
  const [search, setSearch] = useSearchParams();
  const query = useMemo(() => readDecisionQuery(search), [search]);
  const page = useQuery({
    queryKey: ['decision', recommendationId],
    queryFn: ({ signal }) => client.getDecision({ recommendationId }, { signal }),
    // What came of it may still come.
    staleTime: 60_000,
  });
  const again = useQuery({
    queryKey: ['decision', recommendationId, 'again'],
    enabled: query.again && page.data !== undefined,
    queryFn: async ({ signal }) =>
      (await client.getDecision({ recommendationId, rescore: true }, { signal, timeoutMs: LOADING_TIMEOUT_MS }))
        .rescored,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const set = (changed: Partial<DecisionQuery>) =>
    setSearch((before) => writeDecisionQuery({ ...readDecisionQuery(before), ...changed }), { replace: true });
  return { query, set, page, again } as const;
}

export type DecisionState = ReturnType<typeof useDecision>;

/** Its package is loaded for it, and others may be before it. */
const LOADING_TIMEOUT_MS = 90_000;
