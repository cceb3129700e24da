import type { PageRoute } from '../../domain/decision.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { PageDraft } from '../select/select.ts';
import { createStamps } from '../stamps.ts';
import { MOST_SHOWN, type PageChain, REMEMBERED_IN_ROW } from './page-chain.ts';
import type { PageTokens } from './page-tokens.ts';

/** How a page and its rows go on; null: nothing more is left. */
export interface NextTokens {
  readonly page: string | null;
  /** By row, in page order. */
  readonly rows: readonly (string | null)[];
}

/**
 * Tokens for what can go on: the page where a row that was planned does not stand on it, a row where something is left that may stand in
 * it. Both are told from what the page's own sources found, so a page that the user changes meanwhile may still come out empty.
 */
export function createNextTokens(tokens: PageTokens): (route: PageRoute, draft: PageDraft) => NextTokens {
  const onPage = createStamps();

  return (route, draft) => {
    const { context, rows } = draft;
    const { request } = context;
    onPage.clear(context.catalogue.size);
    const titleNos = titlesShown(draft);
    const room = MOST_SHOWN - titleNos.length;
    const common = chainOf(draft, titleNos);

    const goingOn: PageChain[] = [];
    if (route === 'home' && room >= request.items && draft.passedOver.some((row) => hasLeft(row, row.plan.minimum))) {
      const rowIds = [...(request.shown?.rowIds ?? []), ...rows.map((row) => row.plan.rowId)];
      goingOn.push({ ...common, route, rowId: null, shown: { ...common.shown, rowIds } });
    }
    const pages = goingOn.length;
    const going = rows.map((row) => room > 0 && hasLeft(row, 1));
    for (const [at, row] of rows.entries()) if (going[at]) goingOn.push(rowChain(route, draft, row, common));

    const issued = tokens.issue(goingOn);
    let at = pages;
    return { page: pages === 0 ? null : issued[0]!, rows: going.map((goes) => (goes ? issued[at++]! : null)) };

    function hasLeft(row: RowDraft, wanted: number): boolean {
      if (row.hasMore) return true;
      let left = 0;
      for (let n = 0; n < row.poolCount; n++) {
        const position = row.pool[n]!;
        const title = context.catalogue.titleOf[draft.candidates.dense[position]!]!;
        if (draft.candidates.allowed[position] === 1 && !onPage.has(title) && ++left >= wanted) return true;
      }
      return false;
    }
  };

  /** Numbers of what the chain has shown and this page does, ascending: titles, and items that stand for a title they belong to. */
  function titlesShown({ context: { catalogue, request }, candidates, rows }: PageDraft): Int32Array {
    const found: number[] = [];
    for (const row of rows) {
      for (let slot = 0; slot < row.slotCount; slot++) {
        const dense = candidates.dense[row.slots[slot]!]!;
        const title = catalogue.titleOf[dense]!;
        onPage.add(title);
        found.push(catalogue.itemNo[title]!);
        if (title !== dense) found.push(catalogue.itemNo[dense]!);
      }
    }
    return ascending(found, request.shown?.titleNos);
  }
}

/** How all that goes on from a page is asked for. */
function chainOf({ context }: PageDraft, titleNos: Int32Array): PageChain {
  const { request } = context;
  const asked = request.asked ?? request;
  const [excludeItemNos, excludeItemIds] = excludedBy(context);
  return {
    route: 'home',
    rowId: null,
    fromMs: request.chainFromMs ?? request.nowMs,
    userId: asked.userId,
    userKey: asked.userId === null ? asked.userKey : null,
    surface: asked.surface,
    region: asked.region,
    language: asked.language,
    maturity: asked.isDefaultMaturity === true ? null : asked.maturity,
    timeZone: asked.timeZone,
    sessionId: asked.sessionId,
    rows: asked.rows,
    items: asked.items,
    rowIds: asked.rowIds,
    excludeItemNos,
    excludeItemIds,
    filter: asked.filter?.text ?? null,
    about: asked.about ?? null,
    include: asked.include,
    randomSeed: request.randomSeed,
    shown: { parentId: request.recommendationId, rowIds: [], titleNos, lastInRow: NOTHING, countInRow: 0 },
  };
}

/** A row of a home page goes on as a row alone; what is a page of one row anyway, as what it is. */
function rowChain(route: PageRoute, { context, candidates }: PageDraft, row: RowDraft, common: PageChain): PageChain {
  const { catalogue, request } = context;
  const goesOn = request.shown != null && request.shown.countInRow > 0;
  const before = goesOn ? request.shown.lastInRow : NOTHING;
  const titleNos = [...before];
  for (let slot = Math.max(0, row.slotCount - REMEMBERED_IN_ROW); slot < row.slotCount; slot++) {
    titleNos.push(catalogue.itemNo[catalogue.titleOf[candidates.dense[row.slots[slot]!]!]!]!);
  }
  const lastInRow = Int32Array.from(titleNos.slice(-REMEMBERED_IN_ROW));
  const countInRow = (goesOn ? request.shown.countInRow : 0) + row.slotCount;
  return {
    ...common,
    route: route === 'home' ? 'row' : route,
    rowId: row.plan.rowId,
    shown: { ...common.shown, lastInRow, countInRow },
  };
}

function excludedBy({ request, catalogue }: PageContext): [itemNos: Int32Array, itemIds: readonly string[]] {
  if (request.excludeItemIds.length === 0) return [request.excludeItemNos ?? NOTHING, []];
  const known: number[] = [];
  const unknown: string[] = [];
  for (const itemId of request.excludeItemIds) {
    const dense = catalogue.denseOfItemId(itemId);
    if (dense < 0) unknown.push(itemId);
    else known.push(catalogue.itemNo[dense]!);
  }
  return [ascending(known, request.excludeItemNos), unknown];
}

/** The union of both, without repeats. */
function ascending(numbers: readonly number[], more: Int32Array = NOTHING): Int32Array {
  const all = new Int32Array(numbers.length + more.length);
  all.set(more);
  all.set(numbers, more.length);
  all.sort();
  let count = 0;
  for (let at = 0; at < all.length; at++) if (at === 0 || all[at] !== all[at - 1]) all[count++] = all[at]!;
  return all.subarray(0, count);
}

const NOTHING = new Int32Array(0);
