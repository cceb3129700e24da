import type { Catalogue } from '../../domain/catalogue.ts';
import type { StoredItem } from '../../domain/item.ts';
import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import { createCatalogue } from '../../features/catalogue-columns.ts';
import type { EventTable } from '../log/event-table.ts';
import { NO_PAGES } from '../log/logged-pages.ts';
import type { CountParameters } from './count-model.ts';
import type { ContentParameters } from './train-content.ts';
import { buildPackageIndex, type TrainedRetrieval, trainRetrieval, userQueries } from './train-retrieval.ts';

export interface RefitInput {
  readonly items: readonly StoredItem[];
  readonly table: EventTable;
  readonly parameters: CountParameters & Partial<ContentParameters>;
  readonly seed: number;
}

/** Plain data: it is kept, and comes from other threads. */
export interface Refit {
  readonly retrieval: TrainedRetrieval;
  /** As BuiltIndex.bytes gives it. */
  readonly index: Uint8Array;
  readonly efSearch: number;
  readonly recall: number;
}

/** The retrieval model and its index from every event, with parameters that were found before. */
export async function refitRetrieval(indexBuilder: IndexBuilder, input: RefitInput): Promise<Refit> {
  const { table, seed, parameters } = input;
  const catalogue = createCatalogue(input.items, 1);
  const training = { table, catalogue, pages: NO_PAGES, seed, indexBuilder };
  const retrieval = trainRetrieval(training, parameters);
  const { model, timelines } = retrieval;
  const index = buildPackageIndex(training, model);
  const queries = userQueries(model, timelines, catalogue);
  const { efSearch, recall } = index.chooseEfSearch(queries, Math.min(100, model.itemNo.length));
  return { retrieval, index: await index.bytes(), efSearch, recall };
}

/** The items of a catalogue, from which an equal one can be made where functions cannot go. */
export const itemsOf = (catalogue: Catalogue): StoredItem[] =>
  catalogue.item.map((item, dense) => ({
    item,
    itemNo: catalogue.itemNo[dense]!,
    blocked: catalogue.withdrawn[dense] === 1,
    deleted: false,
    revision: 0,
  }));
