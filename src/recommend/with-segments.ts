import type { Stored } from '../domain/ports/editorial-store.ts';
import type { PageRequest } from '../domain/request.ts';
import { isInSegment, readSegments, type Segment, type Segments } from '../domain/segment.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { userFactsOf } from '../features/user-facts.ts';
import type { UserState } from '../features/user-state.ts';

/**
 * The request with the answer to "in which segments is the user", of this snapshot. Each segment is asked at most once a page, and only
 * where something in force is for it.
 */
export function withSegments(
  request: PageRequest,
  state: UserState,
  { segments, catalogue }: Pick<Snapshot, 'segments' | 'catalogue'>,
): PageRequest {
  const { assumedSegmentIds: assumed = [] } = request;
  if (segments.length === 0 && assumed.length === 0) return request;
  let known: Map<string, boolean> | null = null;
  let user: ReturnType<typeof userFactsOf> | null = null;
  return {
    ...request,
    isInSegment(segmentId) {
      known ??= new Map(assumed.map((id) => [id, true]));
      const answered = known.get(segmentId);
      if (answered !== undefined) return answered;
      // Where it is not known whether the user is new, nothing is known of what the user did.
      user ??= userFactsOf(request, request.isNewUser == null ? null : state, catalogue);
      const isIn = isInSegment(readFor(segments), segmentId, user);
      known.set(segmentId, isIn);
      return isIn;
    },
  };
}

const read = new WeakMap<readonly Stored<Segment>[], Segments>();

/** Once for each set of segments, however many pages ask. */
function readFor(stored: readonly Stored<Segment>[]): Segments {
  const known = read.get(stored) ?? readSegments(stored);
  read.set(stored, known);
  return known;
}
