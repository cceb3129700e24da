import { type Collection, completeCollection, type GivenCollection } from './collection.ts';
import type { EditorialKind, EditorialStore, Stored } from './ports/editorial-store.ts';
import { completeRule, type GivenRule, type Rule } from './rule.ts';
import { completeSegment, type GivenSegment, type Segment } from './segment.ts';

/** What editors keep beside pins and templates, as pages read it: all of each kind, by creation. */
export interface EditorialObjects {
  readonly segments: readonly Stored<Segment>[];
  readonly collections: readonly Stored<Collection>[];
  readonly rules: readonly Stored<Rule>[];
}

export const NO_EDITORIAL_OBJECTS: EditorialObjects = { segments: [], collections: [], rules: [] };

export interface EditorialStores {
  readonly segmentStore: EditorialStore<Segment>;
  readonly collectionStore: EditorialStore<Collection>;
  readonly ruleStore: EditorialStore<Rule>;
}

/** As the parts of every store together read them. */
export async function readEditorialObjects(
  stores: {
    readonly [name in keyof EditorialStores]: Pick<EditorialStores[name], 'all'>;
  },
): Promise<EditorialObjects> {
  const [segments, collections, rules] = await Promise.all([
    stores.segmentStore.all(),
    stores.collectionStore.all(),
    stores.ruleStore.all(),
  ]);
  return { segments, collections, rules };
}

export const SEGMENT_KIND: EditorialKind<Segment> = {
  kind: 'segment',
  complete: (value) => completeSegment(value as GivenSegment),
};
export const COLLECTION_KIND: EditorialKind<Collection> = {
  kind: 'collection',
  complete: (value) => completeCollection(value as GivenCollection),
};
export const RULE_KIND: EditorialKind<Rule> = {
  kind: 'rule',
  complete: (value) => completeRule(value as GivenRule),
};
