import type { Catalogue } from '../domain/catalogue.ts';
import type { Collection } from '../domain/collection.ts';
import type { Page } from '../domain/page.ts';
import { type PageTemplates, withoutChance } from '../domain/page-template.ts';
import type { Pin, WithheldReason } from '../domain/pin.ts';
import type { Stored } from '../domain/ports/editorial-store.ts';
import { NO_METRICS } from '../domain/ports/metrics.ts';
import type { StoredPin } from '../domain/ports/pin-store.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Rule } from '../domain/rule.ts';
import type { Segment } from '../domain/segment.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createEligibility } from '../features/eligible-cache.ts';
import { createHomePage } from './home-page.ts';
import { type PageDifference, pageDifference } from './page-difference.ts';
import { createPageStages, type PageParts, type PageStages } from './page-stages.ts';
import { type RuleFate, ruleFates } from './rules/rule-fates.ts';
import type { PageDraft } from './select/select.ts';
import { withDrafts } from './with-drafts.ts';

/** The home page as a request would get it, with an editor's drafts and without them. */
export type MakePreview = (asked: PageRequest, drafts: Drafts) => Promise<Preview>;

/** What an editor would change, complete, as it would be stored. */
export interface Drafts {
  /** One with the id of a pin that is stored stands in its place. */
  readonly pins: readonly Pin[];
  readonly templates: Partial<PageTemplates>;
  /** One with the id of a collection that is stored stands in its place. */
  readonly collections: readonly Stored<Collection>[];
  /** As of collections. */
  readonly rules: readonly Stored<Rule>[];
  /** As of collections. */
  readonly segments: readonly Stored<Segment>[];
}

export interface Preview {
  readonly page: Page;
  readonly without: Page;
  readonly difference: PageDifference;
  /** What became of each pin of the drafts on `page`, in their order. */
  readonly pins: readonly PinFate[];
  readonly rules: readonly RuleFate[];
  /** Whether the viewer is in each segment of the drafts, in their order. */
  readonly segments: readonly boolean[];
}

/** Where a pin stands, or why it was withheld. Both null: it is not for this audience and time, or it is disabled. */
export interface PinFate {
  readonly shown: { readonly rowId: string; readonly position: number } | null;
  readonly withheld: WithheldReason | null;
}

/**
 * Both pages are made by the pipeline that serves, from one snapshot and one read of the user, with nothing left to chance, so that they
 * differ by the drafts alone. Licences, pins, switches and what is on at its own time are as of the request's `nowMs`, which may be any;
 * item stats, learned numbers and the user's state are as they are now. Nothing of it is logged, counted or kept. `served`: the stages
 * that serve, for their memory of users, which erasure knows of.
 */
export function createPreview(parts: PageParts, served: Pick<PageStages, 'hydrate'>): MakePreview {
  const { clock, userStates, logger, tracer, pageTtlMs } = parts;
  // Without tokens no page goes on from a preview, for that one would be logged; without sessions none is kept.
  const quiet: PageParts = {
    snapshot: parts.snapshot,
    userStates,
    clock,
    decisionLog: { record: () => false },
    metrics: NO_METRICS,
    ...(logger && { logger }),
    ...(tracer && { tracer }),
    ...(pageTtlMs !== undefined && { pageTtlMs }),
  };
  const stages = createPageStages(quiet);
  // One for each catalogue: what the stages keep of a catalogue they keep as long as they see the same one.
  const travellers = new WeakMap<Catalogue, Catalogue>();
  const travelling = (catalogue: Catalogue): Catalogue => {
    const known = travellers.get(catalogue) ?? atAnyMoment(catalogue);
    travellers.set(catalogue, known);
    return known;
  };

  async function make(asked: PageRequest, snapshot: Snapshot, hydrate: PageStages['hydrate']) {
    let fates: ReadonlyMap<string, PinFate> = new Map();
    let isInSegment: PageRequest['isInSegment'];
    const answer: PageStages['answer'] = (run, route, draft) => {
      const page = stages.answer(run, route, draft);
      // Only now: what stands behind a draft is another page's from the next one on.
      fates = fatesOf(draft);
      ({ isInSegment } = draft.context.request);
      return page;
    };
    const homePage = createHomePage({ ...quiet, snapshot: () => snapshot }, { ...stages, hydrate, answer });
    return { page: await homePage(asked), fates, isInSegment };
  }

  return async (asked, drafts) => {
    const snapshot = parts.snapshot();
    const without = {
      ...snapshot,
      catalogue: travelling(snapshot.catalogue),
      templates: withoutChance(snapshot.templates),
    };
    const templates = withoutChance({ ...snapshot.templates, ...drafts.templates });
    const hydrate = hydrateOnce(served.hydrate);
    const drafted = {
      ...without,
      pins: pinsWith(snapshot.pins, drafts.pins),
      templates,
      collections: withDrafts(snapshot.collections, drafts.collections),
      rules: withDrafts(snapshot.rules, drafts.rules),
      segments: withDrafts(snapshot.segments, drafts.segments),
    };
    const after = await make(asked, drafted, hydrate);
    const before = await make(asked, without, hydrate);
    return {
      page: after.page,
      without: before.page,
      difference: pageDifference(before.page, after.page),
      pins: drafts.pins.map(({ pinId }) => after.fates.get(pinId) ?? { shown: null, withheld: null }),
      rules: ruleFates(drafts.rules, without.catalogue, asked.nowMs, after.page, before.page),
      segments: drafts.segments.map(({ id }) => after.isInSegment?.(id) === true),
    };
  };
}

/**
 * The catalogue with eligible sets of the very moment that is asked for. Those that the catalogue keeps are of now: asked of another day
 * they would be made anew, and again for the next page that is served. And what leaves soon is told from the moment a set was made.
 */
function atAnyMoment(catalogue: Catalogue): Catalogue {
  let eligible = createEligibility(catalogue);
  let momentMs = Number.NaN;
  return {
    ...catalogue,
    eligible(audience, nowMs) {
      if (nowMs !== momentMs) {
        eligible = createEligibility(catalogue);
        momentMs = nowMs;
      }
      return eligible(audience, nowMs);
    },
  };
}

/** Each draft in the place of its pin, or as the latest of all. */
function pinsWith(stored: readonly StoredPin[], drafts: readonly Pin[]): readonly StoredPin[] {
  let unused = stored.reduce((most, { pinNo }) => Math.max(most, pinNo), 0) + 1;
  const drafted = new Set(drafts.map(({ pinId }) => pinId));
  const numberOf = (pinId: string) => stored.find(({ pin }) => pin.pinId === pinId)?.pinNo ?? unused++;
  return [
    ...stored.filter(({ pin }) => !drafted.has(pin.pinId)),
    ...drafts.map((pin) => ({ pinNo: numberOf(pin.pinId), pin })),
  ];
}

/** Both pages are of the user as one read found them, and as far down the ladder. */
function hydrateOnce(hydrate: PageStages['hydrate']): PageStages['hydrate'] {
  let reading: ReturnType<typeof read> | null = null;
  const read = async (...of: Parameters<PageStages['hydrate']>) => {
    const user = await hydrate(...of);
    return { user, rung: of[0].rung };
  };
  return async (run, asked) => {
    reading ??= read(run, asked);
    const { user, rung } = await reading;
    return run.descend('hydrate', [[rung, () => user]]);
  };
}

function fatesOf({ context: { pins }, rows, withheld }: PageDraft): ReadonlyMap<string, PinFate> {
  const fates = new Map<string, PinFate>(
    withheld.map(({ pinId, reason }) => [pinId, { shown: null, withheld: reason }]),
  );
  for (const { plan, slotCount, pinNo } of rows) {
    for (let position = 0; position < slotCount; position++) {
      const pin = pinNo[position] === 0 ? undefined : pins.find((one) => one.pinNo === pinNo[position]);
      if (pin) fates.set(pin.pin.pinId, { shown: { rowId: plan.rowId, position }, withheld: null });
    }
  }
  return fates;
}
