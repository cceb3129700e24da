import type { Catalogue } from './catalogue.ts';
import { type EditorialObjects, NO_EDITORIAL_OBJECTS } from './editorial-objects.ts';
import { type ItemExposure, NO_EXPOSURE } from './item-exposure.ts';
import type { ItemStats } from './item-stats.ts';
import type { AlignedPackage } from './model-package.ts';
import type { Objectives } from './objectives.ts';
import { DEFAULT_TEMPLATES, type PageTemplates } from './page-template.ts';
import type { StoredPin } from './ports/pin-store.ts';
import { NO_TEXTS, type Texts } from './ports/text-index.ts';
import type { RankedLists } from './ranked-lists.ts';
import { NO_AFFINITY, type RowAffinity } from './row-affinity.ts';
import type { Switch } from './switches.ts';

/** The immutable parts one request is answered from. A request takes it once and never looks again. */
export interface Snapshot extends EditorialObjects {
  readonly catalogue: Catalogue;
  /** As long as the catalogue. */
  readonly stats: ItemStats;
  /** Follows from catalogue and stats (features/ranked-lists.ts). */
  readonly lists: RankedLists;
  /** What the catalogue can be searched by. Follows it, and is not of its moment: an item found may be another by now, or none. */
  readonly texts: Texts;
  /** null: no model yet (rung R4). */
  readonly models: AlignedPackage | null;
  /** What the heads of the ranker count. */
  readonly objectives: Objectives;
  readonly pins: readonly StoredPin[];
  /** What pages are made by, of each surface. */
  readonly templates: PageTemplates;
  /** What somebody turned off. */
  readonly switches: readonly Switch[];
  readonly exposure: ItemExposure;
  readonly rowAffinity: RowAffinity;
  /** Of each part, as logged with the decision. */
  readonly versions: Readonly<Record<string, number>>;
}

/** The parts that are as nobody has touched them and nothing was learned: for pages made beside the service. */
export const UNTOUCHED = {
  texts: NO_TEXTS,
  pins: [],
  templates: DEFAULT_TEMPLATES,
  ...NO_EDITORIAL_OBJECTS,
  switches: [],
  exposure: NO_EXPOSURE,
  rowAffinity: NO_AFFINITY,
} as const satisfies Partial<Snapshot>;
