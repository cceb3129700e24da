import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import type { Clock } from '../domain/clock.ts';
import type { Collection } from '../domain/collection.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import { createFilterCache } from '../domain/filter/filter-cache.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import { type TemplatesStore, templatesOf } from '../domain/ports/templates-store.ts';
import { type AudienceWarning, audienceWarnings } from './audience-warnings.ts';
import { type CollectionWarning, collectionWarnings, timesOf } from './collection-warnings.ts';
import { type TimedState, timedStateOf } from './pin-state.ts';

/** What editors are told of collections, stored or only tried. */
export interface CollectionDesk {
  /** `id` null: it has none yet. None where the catalogue is not loaded. */
  warningsOf(value: Collection, id: string | null): Promise<readonly (CollectionWarning | AudienceWarning)[]>;
  /** What follows from it now; `matches`: titles in it, whoever may see them, null where the catalogue is not loaded. */
  also(value: Collection): { readonly state: TimedState; readonly matches: number | null };
}

/** Reads the catalogue that pages are made of, and the stores for what it does not have: an item may have been added a moment ago. */
export function createCollectionDesk(deps: {
  readonly catalogue: () => Catalogue | null;
  readonly itemStore: Pick<ItemStore, 'get'>;
  readonly collectionStore: Pick<EditorialStores['collectionStore'], 'all'>;
  readonly segmentStore: Pick<EditorialStores['segmentStore'], 'get'>;
  readonly templatesStore: Pick<TemplatesStore, 'list'>;
  readonly clock: Clock;
}): CollectionDesk {
  const { itemStore, collectionStore, segmentStore, templatesStore, clock } = deps;
  const filters = createFilterCache();

  /** Dense indices of what is in it, as pages find it, in no order that matters. */
  function itemsOf({ itemIds, filter }: Collection, catalogue: Catalogue): Int32Array {
    if (filter === null) {
      const named = (itemIds ?? []).map((itemId) => catalogue.denseOfItemId(itemId));
      return Int32Array.from(new Set(named.filter((dense) => dense >= 0 && catalogue.withdrawn[dense] === 0)));
    }
    const bits = filters.of(filter).matches(catalogue, clock.nowMs());
    const found: number[] = [];
    for (let dense = 0; dense < catalogue.size; dense++) {
      if (hasBit(bits, dense) && catalogue.titleOf[dense] === dense && catalogue.withdrawn[dense] === 0)
        found.push(dense);
    }
    return Int32Array.from(found);
  }

  async function notShown({ itemIds }: Collection, catalogue: Catalogue) {
    const missing = (itemIds ?? []).filter((itemId) => {
      const dense = catalogue.denseOfItemId(itemId);
      return dense < 0 || catalogue.withdrawn[dense] === 1;
    });
    const stored = await Promise.all(missing.map((itemId) => itemStore.get(itemId)));
    return {
      unknown: missing.filter((_, at) => stored[at] === null),
      blocked: missing.filter((_, at) => stored[at]?.blocked === true),
    };
  }

  return {
    async warningsOf(value, id) {
      const catalogue = deps.catalogue();
      if (catalogue === null) return [];
      const [templates, others, missing, ofAudience] = await Promise.all([
        templatesStore.list(),
        collectionStore.all(),
        notShown(value, catalogue),
        audienceWarnings(value.audience, segmentStore),
      ]);
      const judged = { id, value, items: itemsOf(value, catalogue), ...missing };
      const own = collectionWarnings(judged, catalogue, templatesOf(templates), others, clock.nowMs());
      return [...own, ...ofAudience];
    },
    also(value) {
      const catalogue = deps.catalogue();
      const state = timedStateOf({ ...timesOf(value), enabled: value.enabled }, clock.nowMs());
      return { state, matches: catalogue === null ? null : itemsOf(value, catalogue).length };
    },
  };
}
