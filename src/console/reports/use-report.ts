import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.tsx';
import type { ReportAsked } from './reports-query.ts';

/** A report's answer. While another question is answered the rows of the one before stay on screen (`isPlaceholderData`). */
export function useReport(report: string, asked: ReportAsked, { enabled = true }: { readonly enabled?: boolean } = {}) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['report', report, asked],
    queryFn: ({ signal }) => client.getReport({ report, ...asked }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    // What is asked ends at a moment: asked again it is the same but for what came late.
    refetchOnWindowFocus: false,
    enabled,
  });
}
