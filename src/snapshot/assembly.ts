import type { Catalogue } from '../domain/catalogue.ts';
import { type EditorialObjects, NO_EDITORIAL_OBJECTS } from '../domain/editorial-objects.ts';
import type { ItemExposure } from '../domain/item-exposure.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { ModelPackage, Ranker } from '../domain/model-package.ts';
import { DEFAULT_OBJECTIVES, type Objectives } from '../domain/objectives.ts';
import type { PageTemplates } from '../domain/page-template.ts';
import type { FallbackLists } from '../domain/ports/fallback-list.ts';
import type { StoredPin } from '../domain/ports/pin-store.ts';
import type { RowAffinity } from '../domain/row-affinity.ts';
import { type Snapshot, UNTOUCHED } from '../domain/snapshot.ts';
import type { Switch } from '../domain/switches.ts';
import { alignPackage } from '../features/align-package.ts';
import { NO_LISTS, rankedLists } from '../features/ranked-lists.ts';
import type { LoadedPart } from './snapshot-stores.ts';
import type { TextFollower } from './text-follower.ts';

/** Puts loaded parts together into one immutable snapshot, and makes anew what follows from a part that changed. */
export interface Assembly {
  /** null until there is a catalogue. */
  readonly snapshot: Snapshot | null;
  /** Of each loaded part, as the change feed counts. */
  readonly versions: Readonly<Record<string, number>>;
  readonly catalogue: Catalogue | null;
  readonly model: ModelPackage | null;
  put(part: LoadedPart, version: number, value: AssemblyValue): void;
  /** What stands in for stats that cannot be read. */
  putFallback(fallback: FallbackLists): void;
  dispose(): void;
}

/** `statsOf` makes the stats for a catalogue, as they must be as long as it is. */
export interface AssemblyValue {
  readonly catalogue?: Catalogue;
  readonly statsOf?: (catalogue: Catalogue) => ItemStats;
  /** When the stats were read: logged with each decision, so that they can be counted again. */
  readonly statsAtMs?: number;
  readonly model?: ModelPackage | null;
  readonly pins?: readonly StoredPin[];
  readonly objectives?: Objectives;
  readonly templates?: PageTemplates;
  readonly editorial?: EditorialObjects;
  readonly switches?: readonly Switch[];
  /** As long as the catalogue, or shorter. */
  readonly exposureOf?: (catalogue: Catalogue) => ItemExposure;
  readonly rowAffinity?: RowAffinity;
}

/** A page takes its snapshot and never waits again, so an old ranker is free by the next tick; a second is for what is not a page. */
const RETIRE_MS = 1_000;

/** `follower`: told of every catalogue; null: nothing can be searched. */
export function createAssembly(follower: Pick<TextFollower, 'texts' | 'follow'> | null = null): Assembly {
  const parts = {
    catalogue: null as Catalogue | null,
    statsOf: noStats as (catalogue: Catalogue) => ItemStats,
    model: null as ModelPackage | null,
    pins: [] as readonly StoredPin[],
    templates: UNTOUCHED.templates as PageTemplates,
    editorial: NO_EDITORIAL_OBJECTS,
    switches: [] as readonly Switch[],
    exposureOf: (() => UNTOUCHED.exposure) as (catalogue: Catalogue) => ItemExposure,
    rowAffinity: UNTOUCHED.rowAffinity as RowAffinity,
    objectives: DEFAULT_OBJECTIVES,
    fallback: NO_LISTS,
  };
  let versions: Readonly<Record<string, number>> = {};
  let snapshot: Snapshot | null = null;
  /** Rankers alone: they hold memory that nobody else frees. The rest of an old package is let go at once. */
  const retired = new Map<Ranker, NodeJS.Timeout>();

  function retire(ranker: Ranker): void {
    const timer = setTimeout(() => dispose(ranker), RETIRE_MS);
    timer.unref();
    retired.set(ranker, timer);
  }

  function dispose(ranker: Ranker): void {
    clearTimeout(retired.get(ranker));
    retired.delete(ranker);
    ranker.dispose();
  }

  function assemble(changed: AssemblyValue): Snapshot | null {
    const { catalogue, model, pins, objectives, templates, editorial, switches, rowAffinity } = parts;
    if (catalogue === null) return null;
    const sameCatalogue = snapshot !== null && snapshot.catalogue === catalogue;
    if (!sameCatalogue) follower?.follow(catalogue);
    const texts = follower?.texts ?? UNTOUCHED.texts;
    const sameStats = sameCatalogue && changed.statsOf === undefined;
    const stats = sameStats ? snapshot!.stats : parts.statsOf(catalogue);
    const lists = sameStats ? snapshot!.lists : rankedLists(catalogue, stats, parts.fallback);
    const sameModel = sameCatalogue && snapshot!.models?.model === model;
    const models = model === null ? null : sameModel ? snapshot!.models : alignPackage(model, catalogue, snapshot);
    const sameExposure = sameCatalogue && changed.exposureOf === undefined;
    const exposure = sameExposure ? snapshot!.exposure : parts.exposureOf(catalogue);
    const untouched = { objectives, pins, templates, ...editorial, switches, rowAffinity, exposure };
    return Object.freeze({ catalogue, stats, lists, texts, models, ...untouched, versions });
  }

  return {
    get snapshot() {
      return snapshot;
    },
    get versions() {
      return versions;
    },
    get catalogue() {
      return parts.catalogue;
    },
    get model() {
      return parts.model;
    },
    put(part, version, value) {
      const before = parts.model;
      Object.assign(parts, value);
      versions = { ...versions, [part]: version, ...(value.statsAtMs !== undefined && { statsAtMs: value.statsAtMs }) };
      snapshot = assemble(value);
      if (before !== null && before !== parts.model) retire(before.ranker);
    },
    putFallback(fallback) {
      parts.fallback = fallback;
    },
    dispose() {
      for (const ranker of [...retired.keys()]) dispose(ranker);
      parts.model?.ranker.dispose();
      parts.model = null;
      snapshot = null;
    },
  };
}

/** Nothing counted yet. */
function noStats({ size }: Catalogue): ItemStats {
  const zeros = () => new Float32Array(size);
  const counts = { uses: zeros(), trend: zeros(), usual: zeros(), ratings: zeros(), ratingSum: zeros(), totalUses: 0 };
  return { version: 0, anchorMs: 0, ...counts, regions: new Map() };
}
