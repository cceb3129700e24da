import type { Catalogue } from '../domain/catalogue.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Page } from '../domain/page.ts';
import type { PageRequest } from '../domain/request.ts';
import { EMPTY_STATE } from '../features/user-state.ts';
import { pageContext } from './page-context.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import { planSimilarRow, SIMILAR_ROW_ID } from './rows/similar.ts';
import { withSegments } from './with-segments.ts';

/**
 * What goes with an item, as a page of one row: nearest first, or as the ranker orders it for a user with a history. Rejects with
 * 'unknown-item' when the catalogue does not have the item, or has withdrawn it or its series; a chain that began before ends instead.
 */
export function createSimilarPage(
  parts: PageParts,
  stages: PageStages = createPageStages(parts),
): (asked: PageRequest, itemId: string) => Promise<Page> {
  return async (asked, itemId) => {
    const run = stages.start();
    const about = { seedItemId: itemId };
    // Nothing is like itself, also where somebody pinned it there.
    const excludeItemIds = [...new Set([...asked.excludeItemIds, itemId])];
    const { request: hydrated, state } = await stages.hydrate(run, {
      ...asked,
      ...{ rows: 1, rowIds: null, about, excludeItemIds },
    });

    const snapshot = parts.snapshot();
    const request = withSegments(hydrated, state, snapshot);
    const seed = seedOf(snapshot.catalogue, itemId);
    if (seed < 0 && asked.shown == null) {
      throw new MarqueeError('unknown-item', `There is no item ${itemId} in the catalogue. Check the id.`);
    }
    const plan = seed < 0 ? () => [] : planSimilarRow(seed);
    const pins = stages.pinsFor(snapshot, request, SIMILAR_ROW_ID);
    const withoutModel = { ...snapshot, models: null };
    const whole = () => pageContext(request, snapshot, state, pins, true);
    const again = stages.again(run, 'similar', { request, snapshot, state }, whole);
    const draft =
      again ??
      run.descend('page', [
        ['R0', () => stages.draft(run, whole(), plan)],
        ['R4', () => stages.draft(run, pageContext(request, withoutModel, state, pins, true), plan)],
        ['R5', () => stages.draft(run, pageContext(request, withoutModel, EMPTY_STATE, pins, true), plan)],
      ]);
    return stages.answer(run, 'similar', draft);
  };
}

/** The title that the row grows from: of an episode its series. -1: there is none, or none any more. */
function seedOf({ denseOfItemId, titleOf, withdrawn }: Catalogue, itemId: string): number {
  const dense = denseOfItemId(itemId);
  if (dense < 0 || withdrawn[dense] !== 0) return -1;
  const title = titleOf[dense]!;
  return withdrawn[title] === 0 ? title : -1;
}
