import type { Catalogue } from '../../domain/catalogue.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CheckedData } from '../../domain/data-checks.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import type { Manifest } from '../../domain/model-package.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import type { LogFilter, LogStore } from '../../domain/ports/log-store.ts';
import type { ModelRegistry } from '../../domain/ports/model-store.ts';
import { checkData } from '../data-checks/check-data.ts';
import { watchLog } from '../data-checks/log-watch.ts';
import { type AcceptedFaults, requireSound } from '../data-checks/require-sound.ts';
import { runChecks } from '../data-checks/run-checks.ts';
import { catalogueSha256, datasetSha256 } from '../log/dataset-sha256.ts';
import type { EventTable } from '../log/event-table.ts';
import type { LoggedPages } from '../log/logged-pages.ts';
import { readCatalogue } from '../log/read-catalogue.ts';
import { readLog } from '../log/read-log.ts';
import { type Timelines, timelinesOf } from '../log/timelines.ts';

/** Everything that training reads, checked. */
export interface TrainingData {
  readonly table: EventTable;
  readonly pages: LoggedPages;
  readonly catalogue: Catalogue;
  readonly timelines: Timelines;
  /** For the manifest. */
  readonly summary: Manifest['data'];
  /** Events that name no item of the catalogue, and were left out. */
  readonly unknownItems: number;
  /** What the data checks found, and what of it was accepted. */
  readonly checked: CheckedData;
}

/**
 * Throws MarqueeError 'data-check-failed' when there is nothing to learn from, as UnsoundDataError when data checks block that are not
 * accepted.
 */
export async function readTrainingData(
  stores: {
    readonly logStore: Pick<LogStore, 'events' | 'decisions'>;
    readonly itemStore: Pick<ItemStore, 'changedSince'>;
    readonly modelRegistry: Pick<ModelRegistry, 'list'>;
    readonly clock: Pick<Clock, 'nowMs'>;
  },
  filter: LogFilter,
  accepted: AcceptedFaults,
  onEvents?: (read: number) => void,
): Promise<TrainingData> {
  const catalogue = await readCatalogue(stores.itemStore);
  const watch = watchLog(stores.logStore);
  const { table, pages, unknownItems } = await readLog(watch.logStore, catalogue, filter, onEvents);
  const timelines = timelinesOf(table, catalogue);
  checkData(table, timelines, filter.origins);
  const live = (await stores.modelRegistry.list()).find(({ state }) => state === 'live');
  const known = { nowMs: stores.clock.nowMs(), previous: live?.manifest.dataChecks?.facts ?? null };
  const checked = requireSound(runChecks(watch.watched(), catalogue, known), accepted);
  const ofCatalogue = catalogueSha256(catalogue);
  const sums = { sha256: datasetSha256(table, pages, ofCatalogue), catalogueSha256: ofCatalogue };
  const summary = describe(table, filter.origins, sums);
  return { table, pages, catalogue, timelines, summary, unknownItems, checked };
}

function describe(
  table: EventTable,
  origins: readonly string[],
  sums: Pick<Manifest['data'], 'sha256' | 'catalogueSha256'>,
): Manifest['data'] {
  const counts = new Float64Array(EVENT_TYPES.length);
  for (const type of table.type) counts[type]!++;
  const ofTypes = EVENT_TYPES.map((type, at) => [type, counts[at]!] as const).filter(([, events]) => events > 0);
  return {
    fromMs: table.atMs[0]!,
    untilMs: table.atMs[table.length - 1]!,
    events: table.length,
    users: table.users,
    items: new Set(table.itemNo).size,
    eventsByType: Object.fromEntries(ofTypes),
    origins,
    ...sums,
  };
}
