import type { Page, PageRow } from '../domain/page.ts';

/** A slot that holds one item on one page and another, or none, on the other. */
export interface SlotDifference {
  readonly rowId: string;
  readonly position: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** A row that stands elsewhere among the rows, from 0; null: not on that page. */
export interface RowDifference {
  readonly rowId: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface PageDifference {
  readonly slots: readonly SlotDifference[];
  readonly rows: readonly RowDifference[];
}

/** What differs between two pages, in the order of the later one; what is gone from it comes last. Both lists are empty for the same page. */
export function pageDifference(before: Page, after: Page): PageDifference {
  const [old, made] = [placesOf(before), placesOf(after)];
  const rowIds = [...made.keys(), ...[...old.keys()].filter((rowId) => !made.has(rowId))];
  return {
    slots: rowIds.flatMap((rowId) => slotDifferences(rowId, old.get(rowId)?.row, made.get(rowId)?.row)),
    rows: rowIds.flatMap((rowId): RowDifference[] => {
      const places = { before: old.get(rowId)?.at ?? null, after: made.get(rowId)?.at ?? null };
      return places.before === places.after ? [] : [{ rowId, ...places }];
    }),
  };
}

function slotDifferences(rowId: string, before: PageRow | undefined, after: PageRow | undefined): SlotDifference[] {
  const differences: SlotDifference[] = [];
  const count = Math.max(before?.items.length ?? 0, after?.items.length ?? 0);
  for (let position = 0; position < count; position++) {
    const slot = { before: itemAt(before, position), after: itemAt(after, position) };
    if (slot.before !== slot.after) differences.push({ rowId, position, ...slot });
  }
  return differences;
}

const itemAt = (row: PageRow | undefined, position: number): string | null => row?.items[position]?.itemId ?? null;

const placesOf = ({ rows }: Page): Map<string, { row: PageRow; at: number }> =>
  new Map(rows.map((row, at) => [row.rowId, { row, at }]));
