import { hasBit } from '../../domain/catalogue.ts';
import { EDITORS_LIST } from '../../domain/collection.ts';
import { sourceNo } from '../../domain/page.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool, type RowPlan } from '../row-draft.ts';
import type { Source } from './source.ts';

/** What editors put together, in the order that the row was planned with. An episode that they named stands for itself. */
export const collection: Source = {
  name: 'collection',
  propose(context, row, reach, candidates) {
    const { titles } = row.plan;
    const isNew = isOfNewTitles(row.plan);
    let proposed = 0;
    for (let at = 0; at < (titles?.length ?? 0); at++) {
      if (!mayBeCollected(context, titles![at]!, isNew)) continue;
      if (proposed++ === reach) return true;
      addToPool(row, candidates.propose(titles![at]!, sourceNo('collection')));
    }
    return false;
  },
};

/** Whether the item may stand in such a row: what editors put in an order of theirs stays in it when it was watched (ADR 38). */
export function mayBeCollected(context: PageContext, dense: number, isNew: boolean): boolean {
  const { catalogue, allowed, permitted, watched } = context;
  const title = catalogue.titleOf[dense]!;
  return hasBit(allowed, dense) && (title === dense || hasBit(permitted, title)) && !(isNew && hasBit(watched, title));
}

const isOfNewTitles = ({ order, rowId }: RowPlan): boolean =>
  order === 'score' || rowId === `collection:${EDITORS_LIST}`;
