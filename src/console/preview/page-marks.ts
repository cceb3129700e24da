import type { Page, Preview } from '../../../clients/typescript/src/index.ts';

export type PageRow = Page['rows'][number];
export type PageSlot = PageRow['items'][number];

/** What drafts do to a slot: `came` and `left` its row; `moved` within it, from or to the other position. */
export interface SlotMark {
  readonly kind: 'came' | 'left' | 'moved';
  /** Where it is on the other page, from 0; null: not in this row. */
  readonly other: number | null;
}

export interface RowChange {
  readonly rowId: string;
  readonly title: string;
  /** What became of the row as such; places from 0. null: it stands where it stood. */
  readonly row: { readonly before: number | null; readonly after: number | null } | null;
  readonly came: readonly { readonly itemId: string; readonly position: number }[];
  readonly left: readonly { readonly itemId: string; readonly position: number }[];
  readonly moved: number;
}

export interface PageMarks {
  /** By slotKey, of the page with drafts and of that without. */
  readonly with: ReadonlyMap<string, SlotMark>;
  readonly without: ReadonlyMap<string, SlotMark>;
  /** Row by row in the order of the page with drafts, then rows that are gone. */
  readonly changes: readonly RowChange[];
}

export const slotKey = (rowId: string, position: number): string => `${rowId} ${position}`;

/** What differs between the two pages of a preview, to be marked and told. */
export function pageMarks({ page, without, diff, rowDiff }: Preview): PageMarks {
  const marks = { with: new Map<string, SlotMark>(), without: new Map<string, SlotMark>() };
  const rowIds = new Set([...diff, ...rowDiff].map(({ rowId }) => rowId));
  const inOrder = [...page.rows, ...without.rows.filter((row) => !page.rows.some(isRow(row.rowId)))];
  const changes = inOrder
    .filter(({ rowId }) => rowIds.has(rowId))
    .map(({ rowId, title }): RowChange => {
      const after = positionsOf(page.rows.find(isRow(rowId)));
      const before = positionsOf(without.rows.find(isRow(rowId)));
      const came: { itemId: string; position: number }[] = [];
      const left: { itemId: string; position: number }[] = [];
      let moved = 0;
      for (const { position, before: was, after: is } of diff.filter((slot) => slot.rowId === rowId)) {
        if (is !== null) {
          const other = before.get(is) ?? null;
          marks.with.set(slotKey(rowId, position), { kind: other === null ? 'came' : 'moved', other });
          if (other === null) came.push({ itemId: is, position });
          else moved++;
        }
        if (was !== null) {
          const other = after.get(was) ?? null;
          marks.without.set(slotKey(rowId, position), { kind: other === null ? 'left' : 'moved', other });
          if (other === null) left.push({ itemId: was, position });
        }
      }
      const row = rowDiff.find((one) => one.rowId === rowId);
      return { rowId, title, row: row ? { before: row.before, after: row.after } : null, came, left, moved };
    });
  return { ...marks, changes };
}

/** Titles of all that stands on either page, by item id. */
export function titlesOf({ page, without }: Pick<Preview, 'page' | 'without'>): ReadonlyMap<string, string> {
  const slots = [...page.rows, ...without.rows].flatMap(({ items }) => items);
  return new Map(slots.map(({ itemId, item }) => [itemId, item?.title ?? itemId]));
}

/** "moved from place 2 to 4", "new on the page", "gone from the page"; '' where the row stands as it stood. */
export function rowChangeText({ row }: Pick<RowChange, 'row'>): string {
  if (row === null) return '';
  if (row.before === null) return 'new on the page';
  if (row.after === null) return 'gone from the page';
  return `moved from place ${row.before + 1} to ${row.after + 1}`;
}

const isRow =
  (rowId: string) =>
  (row: PageRow): boolean =>
    row.rowId === rowId;
const positionsOf = (row: PageRow | undefined): ReadonlyMap<string, number> =>
  new Map(row?.items.map(({ itemId, position }) => [itemId, position]));
