import { type Audience, type Catalogue, type EligibleSet, hasBit } from '../domain/catalogue.ts';
import { maturityRank } from '../domain/item.ts';
import type { PageTemplate } from '../domain/page-template.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { AlignedRetrieval, FeatureContext } from '../features/feature-context.ts';
import { hiddenTitles, watchedTitles } from '../features/title-sets.ts';
import { type Unfinished, unfinishedTitles } from '../features/unfinished.ts';
import { userInputsOf } from '../features/user-inputs.ts';
import type { UserState } from '../features/user-state.ts';
import { collectionsFor, type PageCollections } from './collections-for.ts';
import { createPageTrace, type PageTrace } from './explain/page-trace.ts';
import { goOn } from './go-on.ts';
import { shownTitles } from './paging/shown-titles.ts';
import type { PagePin, PagePins } from './pins-for.ts';
import { withoutBlocked } from './rules/blocked-items.ts';
import { NO_RULES, type PageRules } from './rules/page-rules.ts';

/** Everything one page is made from: the request, the user, one snapshot, and what follows from them. Read-only for all stages. */
export interface PageContext extends FeatureContext {
  readonly request: PageRequest;
  readonly snapshot: Snapshot;
  /** What the features of the user were made from. */
  readonly state: UserState;
  readonly audience: Audience;
  /** What pages of the surface are made by. */
  readonly template: PageTemplate;
  readonly eligible: EligibleSet;
  /** What the user can go on with now (go-on.ts). */
  readonly unfinished: Unfinished;
  /** Bitsets over dense indices of titles. */
  readonly watched: Uint32Array;
  /** Also series with episodes left. */
  readonly partlyWatched: Uint32Array;
  readonly hidden: Uint32Array;
  /**
   * What the pages before this one of its chain showed. It is proposed as on a first page, and the selection passes over it: a choice
   * among what is left must not depend on where the chain was cut into pages.
   */
  readonly shown: Uint32Array;
  /** What the request's filter takes, of all items; null: it has none. */
  readonly matching: Uint32Array | null;
  /** Eligible, not hidden, not excluded by the request: `allowed` without its filter, begun or not. */
  readonly permitted: Uint32Array;
  /** What may stand on the page: permitted, begun, and as the request's filter wants it. A series is filtered by its own fields. */
  readonly allowed: Uint32Array;
  /** Of these, what is new to the user: not watched. All rows propose from here alone but those of what the user began, and collections in the editors' order. */
  readonly open: Uint32Array;
  /** What may stand in rows that say when it begins: as `allowed`, and not begun. Empty on most days. */
  readonly announced: Uint32Array;
  /** Pins for this audience and time, the strongest first. */
  readonly pins: readonly PagePin[];
  /** When the next pin begins for this audience; Infinity: none will. */
  readonly nextPinMs: number;
  /** The editors' collections that are in force for this audience and time. */
  readonly collections: PageCollections;
  /** The editors' rules. What they block is neither eligible nor anything that follows from it. */
  readonly rules: PageRules;
  /** Told of what is proposed and chosen, where the page is to be explained; null: nobody asked. */
  readonly trace: PageTrace | null;
}

/** `announcing`: all rows of the page say when their items begin, so what has not begun is allowed and open like the rest. */
export function pageContext(
  request: PageRequest,
  snapshot: Snapshot,
  state: UserState,
  pins: PagePins,
  announcing = false,
): PageContext {
  const { catalogue, models } = snapshot;
  const audience = { region: request.region, maturityMax: maturityRank(request.maturity) };
  const { rules = NO_RULES } = pins;
  const eligible = withoutBlocked(catalogue.eligible(audience, request.nowMs), rules.blocked);
  const { watched, partlyWatched } = watchedTitles(state, catalogue);
  const hidden = hiddenTitles(state, catalogue);
  const permitted = without(eligible.bits, hidden);
  let excludesSeries = hasSeries(hidden, catalogue);
  const exclude = (dense: number): void => {
    if (dense < 0) return;
    const title = catalogue.titleOf[dense]!;
    clearBit(permitted, dense);
    clearBit(permitted, title);
    if (catalogue.type[title] === 'series') excludesSeries = true;
  };
  for (const itemId of request.excludeItemIds) exclude(catalogue.denseOfItemId(itemId));
  for (const itemNo of request.excludeItemNos ?? []) exclude(catalogue.denseOfItemNo(itemNo));
  if (excludesSeries) clearEpisodes(permitted, catalogue);
  const matching = request.filter?.matches(catalogue, request.nowMs) ?? null;
  const asked = matching === null ? permitted : permitted.map((word, at) => word & matching[at]!);
  const { upcoming } = eligible;
  const allowed = announcing || upcoming.length === 0 ? asked : without(asked, upcoming);
  const retrieval: AlignedRetrieval | null = models && {
    model: models.model.retrieval,
    rowOfDense: models.rowOfDense,
    denseOfRow: models.denseOfRow,
    delta: models.delta,
    productsOf: (query) => models.model.index.productsOf?.(query) ?? null,
  };
  const unfinished = unfinishedTitles(state, catalogue);
  return {
    ...userInputsOf(state, catalogue, unfinished),
    request,
    snapshot,
    state,
    audience,
    template: snapshot.templates[request.surface],
    eligible,
    watched,
    partlyWatched,
    hidden,
    shown: shownTitles(request.shown, catalogue),
    matching,
    permitted,
    allowed,
    open: without(allowed, watched),
    announced: upcoming.map((word, at) => word & asked[at]!),
    trace: request.explain === true ? createPageTrace() : null,
    pins: pins.due,
    nextPinMs: pins.nextMs,
    collections: collectionsFor(snapshot, request),
    rules,
    unfinished: goOn(unfinished, state, catalogue, { audience, eligible, nowMs: request.nowMs }),
    nowMs: request.nowMs,
    surface: request.surface,
    region: request.region,
    language: request.language,
    timeZone: request.timeZone,
    catalogue,
    stats: snapshot.stats,
    retrieval,
  };
}

function without(bits: Uint32Array, taken: Uint32Array): Uint32Array {
  const left = bits.slice();
  for (let word = 0; word < taken.length; word++) left[word]! &= ~taken[word]!;
  return left;
}

function hasSeries(titles: Uint32Array, { type }: Catalogue): boolean {
  for (let word = 0; word < titles.length; word++) {
    for (let bits = titles[word]!; bits !== 0; bits &= bits - 1) {
      if (type[word * 32 + 31 - Math.clz32(bits & -bits)] === 'series') return true;
    }
  }
  return false;
}

/** Of a series that is not permitted no episode is. */
function clearEpisodes(permitted: Uint32Array, { size, titleOf }: Catalogue): void {
  for (let dense = 0; dense < size; dense++) if (!hasBit(permitted, titleOf[dense]!)) clearBit(permitted, dense);
}

function clearBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5]! &= ~(1 << (index & 31));
}
