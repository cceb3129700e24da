import type { PastPage } from '../../src/domain/ports/past-pages.ts';
import type { RescoredPage } from '../../src/learning/rescore/rescore-decision.ts';
import { aDecision } from './log-fixtures.ts';

/** A page of two items: the second was pinned by p-1, pushed out what is gone since, and was clicked. */
export function aPastPage(changes: Partial<PastPage> = {}): PastPage {
  const plain = aDecision([1, 2], { rowIds: ['trending', 'top-picks'] });
  const { slots } = plain;
  slots.rowIndex.set([0, 1]);
  slots.position.set([0, 0]);
  slots.score.set([1 / 3, 0.1]);
  slots.propensity.set([0.7, 1]);
  slots.explored.set([1, 0]);
  slots.source.set([3, 8]);
  slots.pinNo.set([0, 9]);
  slots.displacedItemNo.set([0, 3]);
  const clicked = {
    ...{
      viewedAt: null,
      playedAt: null,
      portion: null,
      completed: false,
      hidden: false,
      attribution: 'direct' as const,
    },
    clickedAt: new Date(plain.servedAtMs + 5000).toISOString(),
  };
  return {
    decision: plain,
    items: new Map([
      [1, { itemId: 'film-1', title: 'One' }],
      [2, { itemId: 'film-2', title: 'Two' }],
      [3, { itemId: 'film-3', title: null }],
    ]),
    pinIds: new Map([[9, 'p-1']]),
    outcomes: new Map([[`${plain.recommendationId}.1.0`, clicked]]),
    events: [
      {
        ...{ eventId: 'e1', type: 'click', itemId: 'film-2', portion: null, value: null, trigger: 'user' },
        occurredAt: clicked.clickedAt,
        receivedAt: clicked.clickedAt,
        impressionIds: [`${plain.recommendationId}.1.0`],
      },
    ],
    hasMoreEvents: false,
    ancestors: [],
    children: [],
    ...changes,
  };
}

export const A_RESCORED_PAGE: RescoredPage = {
  ...{ ranker: 'v7', reason: null, isSame: true, compared: 1, different: 0, largestDifference: 0, approximated: [] },
  slots: [
    {
      ...{ rowIndex: 0, position: 0, missing: null },
      served: { score: 0.5, rank: 0 },
      again: { score: 0.5, rank: 0 },
    },
  ],
};
