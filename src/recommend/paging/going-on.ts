import { hasBit } from '../../domain/catalogue.ts';
import type { PageRoute } from '../../domain/decision.ts';
import type { RowDraft } from '../row-draft.ts';
import type { PageDraft } from '../select/select.ts';

/** What of a page has more to it. */
export interface GoingOn {
  readonly page: boolean;
  /** By row, in page order. */
  readonly rows: readonly boolean[];
}

/**
 * A home page goes on where it is full and a row that was planned could have stood on it, a row where it is full and something is left
 * that may stand in it. Both are told from what the sources found for this page, so that a next page may still come out without rows:
 * that one is the end.
 */
export function goingOn(route: PageRoute, draft: PageDraft): GoingOn {
  const { context, candidates, rows, passedOver, hasFurther = () => false } = draft;
  const { titleOf } = context.catalogue;
  const onPage = new Set<number>();
  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) onPage.add(titleOf[candidates.dense[row.slots[slot]!]!]!);
  }
  const hasLeft = (row: RowDraft, wanted: number): boolean => {
    if (row.hasMore) return true;
    let left = 0;
    for (let at = 0; at < row.poolCount; at++) {
      const position = row.pool[at]!;
      const title = titleOf[candidates.dense[position]!]!;
      const isLeft = candidates.allowed[position] === 1 && !onPage.has(title) && !hasBit(context.shown, title);
      if (isLeft && ++left >= wanted) return true;
    }
    return false;
  };
  const { items, rows: mostRows, rowIds } = context.request;
  const isFull = route === 'home' && rows.length > 0 && rows.length >= mostRows;
  const hasPlace = ({ plan }: RowDraft): boolean =>
    rowIds !== null || rows.filter((row) => row.plan.family === plan.family).length < plan.atMost;
  return {
    page: isFull && (passedOver.some((row) => hasPlace(row) && hasLeft(row, row.plan.minimum)) || hasFurther()),
    rows: rows.map((row) => row.slotCount >= items && hasLeft(row, 1)),
  };
}
