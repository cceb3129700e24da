import {
  type CollectionFields,
  collectionDraftOf,
  collectionFieldsOf,
  collectionProblemsOf,
} from './collection-fields.ts';
import { CollectionForm } from './collection-form.tsx';
import type { DraftOf } from './editorial-desk.ts';
import type { EditorialKind } from './editorial-kind.ts';
import { EditorialTab } from './editorial-tab.tsx';
import { pick } from './pick.ts';

export const CollectionsTab = () => <EditorialTab kind={COLLECTIONS} />;

const KEYS = [
  ...(['title', 'titleKey', 'itemIds', 'filter', 'sort', 'order', 'audience', 'from', 'until'] as const),
  ...(['timeZone', 'repeat', 'minimum', 'place', 'priority', 'enabled', 'note'] as const),
] as const satisfies readonly (keyof DraftOf<'collection'>)[];

const COLLECTIONS: EditorialKind<'collection', CollectionFields> = {
  noun: 'collection',
  names: { one: 'collection', many: 'Collections' },
  invitation: 'A collection is a row of your own: items in your order, or all titles that meet a filter.',
  idOf: ({ collectionId }) => collectionId ?? '',
  nameOf: ({ title }) => title,
  lineOf: ({ itemIds, filter, matches }) =>
    itemIds === null
      ? `${matches ?? '…'} titles · ${filter}`
      : `${itemIds.length} chosen ${itemIds.length === 1 ? 'item' : 'items'}`,
  stateOf: ({ state }) => state,
  fieldsOf: collectionFieldsOf,
  draftOf: collectionDraftOf,
  draftOfObject: (collection) => pick(collection, KEYS),
  problemsOf: collectionProblemsOf,
  forCheck: (fields) => ({ ...fields, title: fields.title.trim() || 'Without a title' }),
  Form: CollectionForm,
};
