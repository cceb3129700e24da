import { type EditorialStores, SEGMENT_KIND } from '../../domain/editorial-objects.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import { requireUnusedSegment, type SegmentUses } from '../../editorial/segment-uses.ts';
import { segmentWarnings } from '../../editorial/segment-warnings.ts';
import type { Route } from '../route.ts';
import { segmentDraft, segmentFields, segmentPatch } from '../schemas/segment.ts';
import { editorialRoutes } from './editorial-objects.ts';

export interface SegmentCollaborators extends SegmentUses, Pick<EditorialStores, 'segmentStore'> {
  readonly itemStore: Pick<ItemStore, 'get'>;
}

/** Parts of the users that audiences name. */
export const segmentRoutes = (collaborators: SegmentCollaborators): readonly Route[] =>
  editorialRoutes({
    kind: SEGMENT_KIND,
    matter: 'parts of the users, which audiences name',
    draft: segmentDraft,
    patch: segmentPatch,
    answered: segmentFields,
    store: collaborators.segmentStore,
    clock: collaborators.clock,
    warningsOf: (segment) => segmentWarnings(segment, collaborators.itemStore),
    requireUnused: (segmentId) => requireUnusedSegment(segmentId, collaborators),
  });
