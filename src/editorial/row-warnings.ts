import { EDITORS_LIST } from '../domain/collection.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import { splitRowId } from '../domain/row-id.ts';
import type { PinWarning } from './pin-warnings.ts';

/** What is wrong with the row that a pin names beyond its kind, of which pin-warnings.ts tells: a collection that is not there. */
export async function rowWarnings(
  rowId: string | null,
  collectionStore: Pick<EditorialStores['collectionStore'], 'get'>,
): Promise<readonly PinWarning[]> {
  const [family, collectionId] = splitRowId(rowId ?? '');
  if (family !== 'collection' || collectionId === EDITORS_LIST) return [];
  if (collectionId !== '' && (await collectionStore.get(collectionId)) !== null) return [];
  return [
    {
      code: 'row-unknown',
      detail: `There is no collection ${collectionId}: GET /v1/collections lists those there are.`,
    },
  ];
}
