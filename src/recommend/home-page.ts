import type { Page } from '../domain/page.ts';
import type { PageRequest } from '../domain/request.ts';
import { EMPTY_STATE } from '../features/user-state.ts';
import { pageContext } from './page-context.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import { planEditorsRow, planFurtherRows, planPopularRow, planRows } from './rows/plan-rows.ts';
import { withSegments } from './with-segments.ts';

/** What makes a home page, in running order. */
export function createHomePage(
  parts: PageParts,
  stages: PageStages = createPageStages(parts),
): (asked: PageRequest) => Promise<Page> {
  return async (asked) => {
    const run = stages.start();
    const { request: hydrated, state } = await stages.hydrate(run, asked);

    // Nothing below waits: the page is made in one go from one snapshot, and the candidate set is its alone.
    const snapshot = parts.snapshot();
    const request = withSegments(hydrated, state, snapshot);
    const pins = stages.pinsFor(snapshot, request);
    const withoutModel = { ...snapshot, models: null };
    const whole = () => pageContext(request, snapshot, state, pins);
    const again = stages.again(run, 'home', { request, snapshot, state }, whole);
    const draft =
      again ??
      run.descend('page', [
        ['R0', () => stages.draft(run, whole(), planRows, planFurtherRows)],
        ['R4', () => stages.draft(run, pageContext(request, withoutModel, state, pins), planPopularRow)],
        ['R5', () => stages.draft(run, pageContext(request, withoutModel, EMPTY_STATE, pins), planEditorsRow)],
      ]);
    return stages.answer(run, 'home', draft);
  };
}
