import type { Clock } from '../domain/clock.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import type { Origin } from '../domain/origin.ts';
import type { ChangeFeed, SnapshotPart } from '../domain/ports/change-feed.ts';
import type { ExposureStore } from '../domain/ports/exposure-store.ts';
import type { FallbackListStore } from '../domain/ports/fallback-list.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { ModelRegistry, ModelStore } from '../domain/ports/model-store.ts';
import type { ObjectivesStore } from '../domain/ports/objectives-store.ts';
import type { PinStore } from '../domain/ports/pin-store.ts';
import type { StatsStore } from '../domain/ports/stats-store.ts';
import type { SwitchesStore } from '../domain/ports/switches-store.ts';
import type { TemplatesStore } from '../domain/ports/templates-store.ts';
import type { TextIndex } from '../domain/ports/text-index.ts';

/** Where the parts of the snapshot come from, and how often they are looked at. */
export interface SnapshotStores {
  readonly itemStore: Pick<ItemStore, 'changedSince'>;
  readonly pinStore: Pick<PinStore, 'current'>;
  readonly statsStore: StatsStore;
  readonly exposureStore: ExposureStore;
  readonly modelStore: Pick<ModelStore, 'load'>;
  readonly modelRegistry: Pick<ModelRegistry, 'live' | 'refused'>;
  readonly objectivesStore: Pick<ObjectivesStore, 'current'>;
  readonly switchesStore: Pick<SwitchesStore, 'list'>;
  readonly templatesStore: Pick<TemplatesStore, 'list'>;
  readonly segmentStore: Pick<EditorialStores['segmentStore'], 'all'>;
  readonly collectionStore: Pick<EditorialStores['collectionStore'], 'all'>;
  readonly ruleStore: Pick<EditorialStores['ruleStore'], 'all'>;
  readonly changeFeed: ChangeFeed;
  readonly fallbackLists?: FallbackListStore;
  /** An empty one; without it nothing can be searched. */
  readonly createTextIndex?: () => TextIndex;
  readonly metrics: Pick<Metrics, 'modelRefused'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often versions are compared, where notifications are cut. */
  readonly pollMs?: number;
  readonly statsRefreshMs?: number;
  /** Whose events count in the item stats. */
  readonly origins: readonly Origin[];
}

/** The parts that the snapshot is loaded from; keys are kept by http. */
export type LoadedPart = Exclude<SnapshotPart, 'keys' | 'erasures'>;
