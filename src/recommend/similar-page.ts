import type { Catalogue } from '../domain/catalogue.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Page } from '../domain/page.ts';
import type { PageRequest } from '../domain/request.ts';
import { EMPTY_STATE } from '../features/user-state.ts';
import { pageContext } from './page-context.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import { planSimilarRow, SIMILAR_ROW_ID } from './rows/similar.ts';

/**
 * What goes with an item, as a page of one row: nearest first, or as the ranker orders it for a user with a history. Rejects with
 * 'unknown-item' when the catalogue does not have the item, or has withdrawn it.
 */
export function createSimilarPage(
  parts: PageParts,
  stages: PageStages = createPageStages(parts),
): (asked: PageRequest, itemId: string) => Promise<Page> {
  return async (asked, itemId) => {
    const run = stages.start();
    const about = { seedItemId: itemId };
    const { request, state } = await stages.hydrate(run, { ...asked, rows: 1, rowIds: null, about });

    const snapshot = parts.snapshot();
    const seed = seedOf(snapshot.catalogue, itemId);
    const pins = stages.pinsFor(snapshot, request, SIMILAR_ROW_ID);
    const withoutModel = { ...snapshot, models: null };
    const whole = () => pageContext(request, snapshot, state, pins, true);
    const again = stages.again(run, 'similar', { request, snapshot, state }, whole);
    const draft =
      again ??
      run.descend('page', [
        ['R0', () => stages.draft(run, whole(), planSimilarRow(seed))],
        ['R4', () => stages.draft(run, pageContext(request, withoutModel, state, pins, true), planSimilarRow(seed))],
        [
          'R5',
          () => stages.draft(run, pageContext(request, withoutModel, EMPTY_STATE, pins, true), planSimilarRow(seed)),
        ],
      ]);
    return stages.answer(run, 'similar', draft);
  };
}

/** The title that the row grows from: of an episode its series. */
function seedOf({ denseOfItemId, titleOf, withdrawn }: Catalogue, itemId: string): number {
  const dense = denseOfItemId(itemId);
  if (dense < 0 || withdrawn[dense] !== 0) {
    throw new MarqueeError('unknown-item', `There is no item ${itemId} in the catalogue. Check the id.`);
  }
  return titleOf[dense]!;
}
