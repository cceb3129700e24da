import { ROW_KINDS, type RowKind } from './page.ts';

/** "genre:war" -> its kind and what tells it from others of the kind; "trending" -> itself and nothing. */
export function splitRowId(rowId: string): [kind: string, key: string] {
  const colon = rowId.indexOf(':');
  return colon < 0 ? [rowId, ''] : [rowId.slice(0, colon), rowId.slice(colon + 1)];
}

/** The kind that a row's id begins with; null when there is no such kind. */
export function kindOfRow(rowId: string): RowKind | null {
  const [kind] = splitRowId(rowId);
  return kind === 'top-picks' ? 'personal' : (ROW_KINDS.find((known) => known === kind) ?? null);
}

/** The row that a kind names when it names one alone; "genre" or "collection" do not say which. */
export const rowIdOfKind = (kind: RowKind): string => (kind === 'personal' ? 'top-picks' : kind);
