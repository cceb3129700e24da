import type { Clock } from '../../domain/clock.ts';
import { COLLECTION_KIND, type EditorialStores } from '../../domain/editorial-objects.ts';
import type { CollectionDesk } from '../../editorial/collections.ts';
import type { Route } from '../route.ts';
import { collectionDraft, collectionFields, collectionPatch } from '../schemas/collection.ts';
import { editorialRoutes } from './editorial-objects.ts';

/** Rows that editors put together, over HTTP. */
export function collectionRoutes(
  collectionStore: EditorialStores['collectionStore'],
  desk: CollectionDesk,
  clock: Clock,
): readonly Route[] {
  return editorialRoutes({
    kind: COLLECTION_KIND,
    draft: collectionDraft,
    patch: collectionPatch,
    answered: collectionFields,
    matter: 'rows that editors put together, of items by name or of all that meet a filter',
    store: collectionStore,
    clock,
    ...desk,
  });
}
