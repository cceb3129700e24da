import { MarqueeError } from '../domain/errors.ts';
import type { Page } from '../domain/page.ts';
import type { PageRequest } from '../domain/request.ts';
import { EMPTY_STATE } from '../features/user-state.ts';
import { pageContext } from './page-context.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import { canBeRow, planRows } from './rows/plan-rows.ts';
import { withSegments } from './with-segments.ts';

/**
 * One row of a user's page alone, as a page of its own. No rows where there is no evidence for it: then it is absent, as on the
 * home page. Rejects with 'unknown-row' when no user can have a row of that name.
 */
export function createRowPage(
  parts: PageParts,
  stages: PageStages = createPageStages(parts),
): (asked: PageRequest, rowId: string) => Promise<Page> {
  return async (asked, rowId) => {
    const run = stages.start();
    const { request: hydrated, state } = await stages.hydrate(run, { ...asked, rows: 1, rowIds: [rowId] });

    const snapshot = parts.snapshot();
    const request = withSegments(hydrated, state, snapshot);
    const pins = stages.pinsFor(snapshot, request, rowId);
    if (!canBeRow(snapshot, rowId) && pins.due.length === 0) {
      throw new MarqueeError('unknown-row', `There is no row ${rowId}. A page names the rows there are.`);
    }
    const withoutModel = { ...snapshot, models: null };
    const whole = () => pageContext(request, snapshot, state, pins);
    const again = stages.again(run, 'row', { request, snapshot, state }, whole);
    const draft =
      again ??
      run.descend('page', [
        ['R0', () => stages.draft(run, whole(), planRows)],
        ['R4', () => stages.draft(run, pageContext(request, withoutModel, state, pins), planRows)],
        ['R5', () => stages.draft(run, pageContext(request, withoutModel, EMPTY_STATE, pins), planRows)],
      ]);
    return stages.answer(run, 'row', draft);
  };
}
