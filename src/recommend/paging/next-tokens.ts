import type { PageRoute } from '../../domain/decision.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import { liftedInRow, liftedOnScreen } from '../select/boost-limit.ts';
import type { PageDraft } from '../select/select.ts';
import type { GoingOn } from './going-on.ts';
import { MOST_SHOWN, type PageChain, REMEMBERED_IN_ROW } from './page-chain.ts';
import type { PageTokens } from './page-tokens.ts';

/** How a page and its rows go on; null: they do not. */
export interface NextTokens {
  readonly page: string | null;
  /** By row, in page order. */
  readonly rows: readonly (string | null)[];
}

/** Tokens for what of a page goes on, as far as its chain may still show what a page has. */
export function nextTokens(
  tokens: PageTokens,
  route: PageRoute,
  draft: PageDraft,
  { page, rows }: GoingOn,
): NextTokens {
  const { request } = draft.context;
  const common = chainOf(draft);
  const room = MOST_SHOWN - common.shown.titleNos.length;
  const chains: PageChain[] = [];
  const pageGoes = page && room >= request.items;
  if (pageGoes) {
    const rowIds = [...(request.shown?.rowIds ?? []), ...draft.rows.map((row) => row.plan.rowId)];
    const lifted = liftedOnScreen(draft.context, draft.rows);
    chains.push({ ...common, shown: { ...common.shown, rowIds, lifted } });
  }
  const rowGoes = rows.map((goes) => goes && room > 0);
  for (const [at, row] of draft.rows.entries()) if (rowGoes[at]) chains.push(rowChain(route, draft, row, common));

  const issued = tokens.issue(chains)[Symbol.iterator]();
  const next = (goes: boolean): string | null => (goes ? (issued.next().value ?? null) : null);
  return { page: next(pageGoes), rows: rowGoes.map(next) };
}

/** How all that goes on from a page is asked for. */
function chainOf(draft: PageDraft): PageChain {
  const { request } = draft.context;
  const asked = request.asked ?? request;
  const [excludeItemNos, excludeItemIds] = excludedBy(draft.context);
  const titleNos = titlesShown(draft);
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
function rowChain(
  route: PageRoute,
  { context, candidates, rows }: PageDraft,
  row: RowDraft,
  common: PageChain,
): PageChain {
  const { catalogue, request } = context;
  const goesOn = request.shown != null && request.shown.countInRow > 0;
  const titleNos = goesOn ? [...request.shown.lastInRow] : [];
  for (let slot = Math.max(0, row.slotCount - REMEMBERED_IN_ROW); slot < row.slotCount; slot++) {
    titleNos.push(catalogue.itemNo[catalogue.titleOf[candidates.dense[row.slots[slot]!]!]!]!);
  }
  const lastInRow = Int32Array.from(titleNos.slice(-REMEMBERED_IN_ROW));
  const countInRow = (goesOn ? request.shown.countInRow : 0) + row.slotCount;
  return {
    ...common,
    route: route === 'home' ? 'row' : route,
    rowId: row.plan.rowId,
    shown: { ...common.shown, lastInRow, countInRow, lifted: liftedInRow(context, rows, row) },
  };
}

/** Numbers of what the chain has shown and this page does, ascending: titles, and items that stand for a title they belong to. */
function titlesShown({ context: { catalogue, request }, candidates, rows }: PageDraft): Int32Array {
  const found: number[] = [];
  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) {
      const dense = candidates.dense[row.slots[slot]!]!;
      const title = catalogue.titleOf[dense]!;
      found.push(catalogue.itemNo[title]!);
      if (title !== dense) found.push(catalogue.itemNo[dense]!);
    }
  }
  return ascending(found, request.shown?.titleNos);
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

const NOTHING = new Int32Array(0);

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
