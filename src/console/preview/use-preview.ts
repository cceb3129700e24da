import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { type Draft, previewPins } from './drafts.ts';
import { type PreviewQuery, parametersOf, queryOf, requestOf, within } from './preview-query.ts';

/** What the address asks for, and how to ask for something else; `quietly`: without a step to go back to. */
export function usePreviewQuery() {
  const [parameters, setParameters] = useSearchParams();
  const change = (changed: Partial<PreviewQuery>, quietly = false) =>
    setParameters((before) => parametersOf(within({ ...queryOf(before), ...changed })), { replace: quietly });
  return { query: queryOf(parameters), change };
}

/** Both pages; those asked for before, until they are there. */
export function usePreview(query: PreviewQuery, drafts: readonly Draft[]) {
  const { client } = useSession();
  const zone = useZone();
  const { userId, audience, surface, region, at } = query;
  const pins = previewPins(drafts);
  return useQuery({
    queryKey: ['preview', { userId, audience, surface, region, at, pins, zone: zone.name }],
    queryFn: ({ signal }) =>
      client.preview({ body: requestOf(query, pins, zone.name, Date.now()) }, { signal, timeoutMs: 20_000 }),
    placeholderData: keepPreviousData,
  });
}
