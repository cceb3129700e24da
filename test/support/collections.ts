import { type Collection, completeCollection, type GivenCollection } from '../../src/domain/collection.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { NOW_MS } from './pages.ts';

/** A collection as it is stored, by its id. */
export function aCollection(id: string, given: Partial<GivenCollection> = {}): Stored<Collection> {
  const at = new Date(NOW_MS).toISOString();
  const value = completeCollection({ title: `Collection ${id}`, ...given });
  return { id, value, version: 1, createdAt: at, updatedAt: at, updatedBy: 'k1' };
}

export const withCollections = (snapshot: Snapshot, ...collections: readonly Stored<Collection>[]): Snapshot => ({
  ...snapshot,
  collections,
});
