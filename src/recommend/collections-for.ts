import { isInAudience } from '../domain/audience.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Collection } from '../domain/collection.ts';
import { compileFilter } from '../domain/filter/compile-filter.ts';
import { isOn, occurrenceAt } from '../domain/occurrence-at.ts';
import type { Stored } from '../domain/ports/editorial-store.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import type { Interval } from '../domain/repeat.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { collectedTitles, namedItems } from '../features/collected-titles.ts';

/** A collection that is enabled, made ready for the pages of one catalogue. */
export interface PageCollection {
  readonly collectionId: string;
  readonly collection: Collection;
  /** The occurrence that is on, else the next. */
  readonly timesAt: (nowMs: number) => Interval;
  /** Dense indices of what is in it, in its order, whoever may see it. Found again only when the catalogue, its counts or the time change it. */
  readonly items: (lists: RankedLists, nowMs: number) => Int32Array;
}

/** The collections of one page, the strongest first, and when the next one begins for its audience: it is another page then. */
export interface PageCollections {
  readonly inForce: readonly (PageCollection & { readonly untilMs: number })[];
  /** Infinity: none will. */
  readonly nextMs: number;
}

/** Those whose audience and time the request falls in. */
export function collectionsFor(
  { catalogue, collections }: Pick<Snapshot, 'catalogue' | 'collections'>,
  request: PageRequest,
): PageCollections {
  if (collections.length === 0) return NONE;
  const inForce: (PageCollection & { readonly untilMs: number })[] = [];
  let nextMs = Number.POSITIVE_INFINITY;
  for (const one of readyFor(catalogue, collections)) {
    if (!isInAudience(one.collection.audience, request)) continue;
    const times = one.timesAt(request.nowMs);
    if (isOn(times, request.nowMs)) inForce.push({ ...one, untilMs: times.untilMs });
    else nextMs = Math.min(nextMs, times.fromMs);
  }
  return { inForce, nextMs };
}

const NONE: PageCollections = { inForce: [], nextMs: Number.POSITIVE_INFINITY };

/** Made once for each catalogue and each set of collections, however many pages use them. */
const ready = new WeakMap<Catalogue, WeakMap<readonly Stored<Collection>[], readonly PageCollection[]>>();

function readyFor(catalogue: Catalogue, stored: readonly Stored<Collection>[]): readonly PageCollection[] {
  const ofCatalogue = ready.get(catalogue) ?? new WeakMap<readonly Stored<Collection>[], readonly PageCollection[]>();
  ready.set(catalogue, ofCatalogue);
  const known = ofCatalogue.get(stored);
  if (known !== undefined) return known;
  const made = stored
    .filter(({ value }) => value.enabled)
    // By creation as they are: of equals the older comes first.
    .sort((a, b) => b.value.priority - a.value.priority)
    .flatMap(({ id, value }) => {
      const items = itemsOf(value, catalogue);
      return items === null ? [] : [{ collectionId: id, collection: value, timesAt: occurrenceAt(value), items }];
    });
  ofCatalogue.set(stored, made);
  return made;
}

/** null: its filter is none of ours any more. A page does without it. */
function itemsOf({ itemIds, filter, sort }: Collection, catalogue: Catalogue): PageCollection['items'] | null {
  if (filter === null) {
    const named = namedItems(catalogue, itemIds ?? []);
    return () => named;
  }
  const compiled = compiledOrNull(filter);
  if (compiled === null) return null;
  let kept: { readonly lists: RankedLists; readonly bits: Uint32Array; readonly items: Int32Array } | null = null;
  return (lists, nowMs) => {
    const bits = compiled.matches(catalogue, nowMs);
    if (kept?.bits !== bits || kept.lists !== lists) {
      kept = { lists, bits, items: collectedTitles(catalogue, lists, bits, sort ?? 'popular') };
    }
    return kept.items;
  };
}

function compiledOrNull(filter: string) {
  try {
    return compileFilter(filter);
  } catch {
    return null;
  }
}
