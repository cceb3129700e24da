import { hasBit } from '../../domain/catalogue.ts';
import { MOST_COLLECTED } from '../../domain/collection.ts';
import { sourceNo } from '../../domain/page.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool, type RowPlan } from '../row-draft.ts';
import type { Source } from './source.ts';

/** What editors put together, in the order that the row was planned with. An episode that they named stands for itself. */
export const collection: Source = {
  name: 'collection',
  propose(context, row, reach, candidates) {
    const items = row.plan.titles ?? NONE;
    const isNew = isOfNewTitles(context, row.plan);
    let proposed = 0;
    for (let at = 0; at < items.length; at++) {
      if (!mayStandAt(context, items, at, isNew)) continue;
      if (proposed++ === reach) return true;
      addToPool(row, candidates.propose(items[at]!, sourceNo('collection')));
    }
    return false;
  },
};

/** Whether the item at a place of the list may stand in the row: of one series the first that may. */
export function mayStandAt(context: PageContext, items: Int32Array, at: number, isNew: boolean): boolean {
  const dense = items[at]!;
  if (!mayBeCollected(context, dense, isNew)) return false;
  const { titleOf, type } = context.catalogue;
  const title = titleOf[dense]!;
  // A longer list is a filter's, and of titles alone.
  if (items.length > MOST_COLLECTED || (title === dense && type[title] !== 'series')) return true;
  for (let before = 0; before < at; before++) {
    if (titleOf[items[before]!] === title && mayBeCollected(context, items[before]!, isNew)) return false;
  }
  return true;
}

/** What editors put in an order of theirs stays in it when it was watched (ADR 38). */
function mayBeCollected(context: PageContext, dense: number, isNew: boolean): boolean {
  const { catalogue, allowed, permitted, watched } = context;
  const title = catalogue.titleOf[dense]!;
  return hasBit(allowed, dense) && (title === dense || hasBit(permitted, title)) && !(isNew && hasBit(watched, title));
}

const NONE = new Int32Array(0);

const isOfNewTitles = ({ snapshot: { lists } }: PageContext, { order, titles }: RowPlan): boolean =>
  order === 'score' || titles === lists.editors;
