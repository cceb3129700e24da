import type { Catalogue } from '../../domain/catalogue.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import { createCatalogue, withChanges } from '../../features/catalogue-columns.ts';

/** Every item of the store, as columns. */
export async function readCatalogue(itemStore: Pick<ItemStore, 'changedSince'>): Promise<Catalogue> {
  let catalogue = createCatalogue([], 1);
  for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
  return catalogue;
}
