import type { Audience } from '../domain/audience.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';

export interface AudienceWarning {
  readonly code: 'segment-unknown' | 'arm-unknown';
  readonly detail: string;
}

/** What an editor would regret not knowing of an audience: parts of it that nobody is in. */
export async function audienceWarnings(
  { segmentIds = [], arms = [] }: Audience,
  segmentStore: Pick<EditorialStores['segmentStore'], 'get'>,
): Promise<readonly AudienceWarning[]> {
  const found = await Promise.all(segmentIds.map((id) => segmentStore.get(id)));
  const missing = segmentIds.filter((_, at) => found[at] === null);
  return [
    ...missing.map((id) => ({
      code: 'segment-unknown' as const,
      detail: `There is no segment ${id}: nobody is in it. GET /v1/segments lists those there are.`,
    })),
    ...arms.map((arm) => ({
      code: 'arm-unknown' as const,
      detail: `No experiment has the arm ${arm} in this version: nobody is in it.`,
    })),
  ];
}
