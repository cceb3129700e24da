import type { PageContext } from '../page-context.ts';
import type { RowPlan } from '../row-draft.ts';
import { placedAlone, planOf } from './row-family.ts';

export const SIMILAR_ROW_ID = 'similar';

/** The one row that grows from a title, whoever asks. Who has a taste gets it by taste and likeness together. */
export const planSimilarRow =
  (seed: number) =>
  ({ history }: PageContext): RowPlan[] => {
    const order = history.length > 0 ? 'near' : 'proposed';
    const said = { key: '', title: 'More like this', sources: ['similar'], order, seed } as const;
    return [
      planOf({ name: SIMILAR_ROW_ID, kind: 'similar' }, said, { ...placedAlone(SIMILAR_ROW_ID), onDemand: false }),
    ];
  };
