import type { Catalogue } from './catalogue.ts';
import type { ItemStats } from './item-stats.ts';
import type { AlignedPackage } from './model-package.ts';
import type { Objectives } from './objectives.ts';
import type { StoredPin } from './ports/pin-store.ts';
import type { RankedLists } from './ranked-lists.ts';

/** The immutable parts one request is answered from. A request takes it once and never looks again. */
export interface Snapshot {
  readonly catalogue: Catalogue;
  /** As long as the catalogue. */
  readonly stats: ItemStats;
  /** Follows from catalogue and stats (features/ranked-lists.ts). */
  readonly lists: RankedLists;
  /** null: no model yet (rung R4). */
  readonly models: AlignedPackage | null;
  /** What the heads of the ranker count. */
  readonly objectives: Objectives;
  readonly pins: readonly StoredPin[];
  /** Of each part, as logged with the decision. */
  readonly versions: Readonly<Record<string, number>>;
}
