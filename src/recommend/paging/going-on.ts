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
 * A home page goes on where a row that was planned does not stand on it, a row where something is left that may stand in it. Both are
 * told from what the sources found for this page, so that a page may still have a next one without rows; that one is the end.
 */
export function goingOn(route: PageRoute, { context, candidates, rows, passedOver }: PageDraft): GoingOn {
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
  return {
    page:
      route === 'home' &&
      rows.length > 0 &&
      passedOver.some((row) => hasLeft(row, Math.min(row.plan.minimum, context.request.items))),
    rows: rows.map((row) => hasLeft(row, 1)),
  };
}
