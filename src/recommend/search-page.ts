import type { Page } from '../domain/page.ts';
import type { PageRequest } from '../domain/request.ts';
import { EMPTY_STATE } from '../features/user-state.ts';
import { pageContext } from './page-context.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import type { Run } from './pipeline.ts';
import { planSearchRow } from './rows/search.ts';
import { withSegments } from './with-segments.ts';

/** Share of a request's time that is given to an index that is not complete yet, at the start of a process. */
const INDEX_SHARE = 0.3;

/** No pin names a query, so none stands in what was found. */
const NO_PINS = { due: [], nextMs: Number.POSITIVE_INFINITY };

/**
 * What was searched for, as a page of one row, or of none where nothing is found. The words decide what stands there and which matches
 * are better; among equals the taste of a user with a history, for all others what is used most.
 */
export function createSearchPage(
  parts: PageParts,
  stages: PageStages = createPageStages(parts),
): (asked: PageRequest, query: string) => Promise<Page> {
  return async (asked, query) => {
    const run = stages.start();
    const { request: hydrated, state } = await stages.hydrate(run, {
      ...asked,
      rows: 1,
      rowIds: null,
      about: { query },
    });
    await indexOf(parts, run, hydrated);

    const snapshot = parts.snapshot();
    const request = withSegments(hydrated, state, snapshot);
    const withoutModel = { ...snapshot, models: null };
    const edits = { ...NO_PINS, rules: stages.rulesFor(snapshot, request) };
    const plan = planSearchRow(query);
    const whole = () => pageContext(request, snapshot, state, edits, true);
    const again = stages.again(run, 'search', { request, snapshot, state }, whole);
    const draft =
      again ??
      run.descend('page', [
        ['R0', () => stages.draft(run, whole(), plan)],
        ['R4', () => stages.draft(run, pageContext(request, withoutModel, state, edits, true), plan)],
        ['R5', () => stages.draft(run, pageContext(request, withoutModel, EMPTY_STATE, edits, true), plan)],
      ]);
    return stages.answer(run, 'search', draft);
  };
}

/** Waits for an index that is being made. When it is late the page is found among what is in it, and is one of a lower rung. */
async function indexOf(parts: PageParts, run: Run, { deadlineMs }: PageRequest): Promise<void> {
  const pending = parts.snapshot().texts.pending();
  if (pending === null) return;
  await run.descendWithin('text-index', deadlineMs * INDEX_SHARE, [
    ['R0', () => pending.then(() => true)],
    ['R3', () => true],
  ]);
}
