import type { Audience, EligibleSet } from '../domain/catalogue.ts';
import { maturityRank } from '../domain/item.ts';
import type { PageTemplate } from '../domain/page-template.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { AlignedRetrieval, FeatureContext } from '../features/feature-context.ts';
import { hiddenTitles, watchedTitles } from '../features/title-sets.ts';
import { type Unfinished, unfinishedTitles } from '../features/unfinished.ts';
import { userInputsOf } from '../features/user-inputs.ts';
import type { UserState } from '../features/user-state.ts';
import { createPageTrace, type PageTrace } from './explain/page-trace.ts';
import type { PagePin, PagePins } from './pins-for.ts';

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
  readonly unfinished: Unfinished;
  /** Bitsets over dense indices of titles. */
  readonly watched: Uint32Array;
  /** Also series with episodes left. */
  readonly partlyWatched: Uint32Array;
  readonly hidden: Uint32Array;
  /** What may stand on the page: eligible, not hidden, not excluded by the request. */
  readonly allowed: Uint32Array;
  /** Of these, what is new to the user: not watched. All rows but continue-watching propose from here alone. */
  readonly open: Uint32Array;
  /** Pins for this audience and time, the strongest first. */
  readonly pins: readonly PagePin[];
  /** When the next pin begins for this audience; Infinity: none will. */
  readonly nextPinMs: number;
  /** Told of what is proposed and chosen, where the page is to be explained; null: nobody asked. */
  readonly trace: PageTrace | null;
}

export function pageContext(request: PageRequest, snapshot: Snapshot, state: UserState, pins: PagePins): PageContext {
  const { catalogue, models } = snapshot;
  const audience = { region: request.region, maturityMax: maturityRank(request.maturity) };
  const eligible = catalogue.eligible(audience, request.nowMs);
  const { watched, partlyWatched } = watchedTitles(state, catalogue);
  const hidden = hiddenTitles(state, catalogue);
  const allowed = without(eligible.bits, hidden);
  for (const itemId of request.excludeItemIds) {
    const dense = catalogue.denseOfItemId(itemId);
    if (dense < 0) continue;
    clearBit(allowed, dense);
    clearBit(allowed, catalogue.titleOf[dense]!);
  }
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
    allowed,
    open: without(allowed, watched),
    trace: request.explain === true ? createPageTrace() : null,
    pins: pins.due,
    nextPinMs: pins.nextMs,
    unfinished,
    nowMs: request.nowMs,
    surface: request.surface,
    region: request.region,
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

function clearBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5]! &= ~(1 << (index & 31));
}
