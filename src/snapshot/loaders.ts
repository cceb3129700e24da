import type { Catalogue } from '../domain/catalogue.ts';
import { readEditorialObjects } from '../domain/editorial-objects.ts';
import type { StoredItem } from '../domain/item.ts';
import { standingPins } from '../domain/pin-approval.ts';
import { templatesOf } from '../domain/ports/templates-store.ts';
import { createCatalogue, withChanges } from '../features/catalogue-columns.ts';
import { anchorOf } from '../features/item-stats-columns.ts';
import { AFFINITY_HALF_LIFE_DAYS, rowAffinityOf } from '../features/row-affinity.ts';
import type { Assembly } from './assembly.ts';
import { createExposureCounts } from './exposure-counts.ts';
import type { ModelLoader } from './model-loader.ts';
import type { LoadedPart, SnapshotStores } from './snapshot-stores.ts';
import { createStatsBuckets } from './stats-buckets.ts';

/** One load of each part: reads its version first, then what changed, and puts it in place. Nothing is put when a read fails. */
export function createLoaders(
  given: SnapshotStores,
  assembly: Assembly,
  modelLoader: ModelLoader,
): Record<LoadedPart, () => Promise<void>> {
  const { itemStore, pinStore, statsStore, exposureStore, modelRegistry, changeFeed, clock, origins } = given;
  const { objectivesStore, switchesStore, templatesStore } = given;
  const buckets = createStatsBuckets();
  const exposure = createExposureCounts();
  let revision = 0;
  // A version that is read before its value can only be too old, and then the next poll loads once more.
  const versionOf = async (part: LoadedPart) => (await changeFeed.versions())[part];

  return {
    async catalogue() {
      const version = await versionOf('catalogue');
      const changed: StoredItem[] = [];
      for await (const batch of itemStore.changedSince(revision)) changed.push(...batch);
      const before = assembly.catalogue;
      const catalogue = before === null ? createCatalogue(changed, version) : withChanges(before, changed, version);
      for (const stored of changed) {
        revision = Math.max(revision, stored.revision);
        if (stored.addedAtMs !== undefined) exposure.cameAt(stored.itemNo, stored.addedAtMs);
      }
      assembly.put('catalogue', version, { catalogue: before !== null && changed.length === 0 ? before : catalogue });
    },

    async pins() {
      const version = await versionOf('pins');
      assembly.put('pins', version, { pins: standingPins(await pinStore.current(clock.nowMs())) });
    },

    async stats() {
      const version = await versionOf('stats');
      const days = await statsStore.eventDays(origins);
      for await (const batch of statsStore.buckets({ origins, sinceRevision: buckets.revision })) buckets.put(batch);
      const since = { origins, sinceRevision: buckets.regionRevision };
      for await (const batch of statsStore.regionPlays(since)) buckets.putRegions(batch);
      const statsAtMs = clock.nowMs();
      const anchorMs = anchorOf(days, statsAtMs);
      const statsOf = (catalogue: Catalogue) => buckets.statsOf(catalogue, anchorMs, version);
      assembly.put('stats', version, { statsOf, statsAtMs });
    },

    async exposure() {
      const version = await versionOf('exposure');
      const since = { origins, sinceRevision: exposure.revision };
      for await (const batch of exposureStore.served(since)) exposure.put(batch);
      assembly.put('exposure', version, { exposureOf: (catalogue) => exposure.exposureOf(catalogue) });
    },

    async 'row-affinity'() {
      const version = await versionOf('row-affinity');
      const asked = { origins, nowMs: clock.nowMs(), halfLifeDays: AFFINITY_HALF_LIFE_DAYS };
      assembly.put('row-affinity', version, { rowAffinity: rowAffinityOf(await exposureStore.rows(asked)) });
    },

    async objectives() {
      const version = await versionOf('objectives');
      assembly.put('objectives', version, { objectives: (await objectivesStore.current()).weights });
    },

    async switches() {
      const version = await versionOf('switches');
      assembly.put('switches', version, { switches: await switchesStore.list() });
    },

    async templates() {
      const version = await versionOf('templates');
      assembly.put('templates', version, { templates: templatesOf(await templatesStore.list()) });
    },

    /** Few and small: a change of one reads them all. */
    async editorial() {
      const version = await versionOf('editorial');
      assembly.put('editorial', version, { editorial: await readEditorialObjects(given) });
    },

    /** The package is read, checked and its index loaded by the store; on a big one that takes seconds, beside serving. */
    async models() {
      const version = await versionOf('models');
      const model = await modelLoader.load(await modelRegistry.live(), assembly.model);
      assembly.put('models', version, { model });
    },
  };
}
