import type { Snapshot } from '../../domain/snapshot.ts';
import type { PageContext } from '../page-context.ts';
import type { PlannedRow, RowFamily } from './row-family.ts';

/** The list that the editors keep for the day when nothing else is known. */
const EDITORS_LIST = 'editors-list';

/** What editors put together, in their order. So far there is one such list. Evidence: titles are on it. */
export const collection: RowFamily = {
  name: 'collection',
  kind: 'collection',
  plan: (context, most) => [editorsList(context)].filter((row) => row !== null).slice(0, most),
  planOne: (context, key) => (key === EDITORS_LIST ? editorsList(context) : null),
  canBe: ({ lists }: Snapshot, key) => key === EDITORS_LIST && lists.editors.length > 0,
};

function editorsList({ snapshot: { lists } }: PageContext): PlannedRow | null {
  if (lists.editors.length === 0) return null;
  return { key: EDITORS_LIST, title: 'Our selection', sources: ['collection'], titles: lists.editors };
}
