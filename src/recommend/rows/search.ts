import type { PageContext } from '../page-context.ts';
import type { RowPlan } from '../row-draft.ts';
import { placedAlone, planOf } from './row-family.ts';

export const SEARCH_ROW_ID = 'search';

/** The one row of a search. Who has a taste gets equal matches in the order of that taste. */
export const planSearchRow =
  (query: string) =>
  ({ history }: PageContext): RowPlan[] => {
    const order = history.length > 0 ? 'matches' : 'proposed';
    const said = { key: '', title: 'Search results', titleParams: { query }, sources: ['search'], order } as const;
    return [planOf({ name: SEARCH_ROW_ID, kind: 'search' }, said, { ...placedAlone(SEARCH_ROW_ID), onDemand: false })];
  };
