import type { Catalogue } from '../domain/catalogue.ts';
import type { RetrievalModel, VectorIndex } from '../domain/model-package.ts';
import type { BuiltIndex, IndexBuilder } from '../domain/ports/index-builder.ts';
import type { AlignedRetrieval } from '../features/feature-context.ts';
import type { History } from '../features/history.ts';
import { featureFingerprint } from '../features/schema.ts';
import { userVector } from '../features/user-vector.ts';
import { type RankerWeights, trainRanker } from '../network/ranker-net.ts';
import {
  type CountParameters,
  DEFAULT_COUNT_PARAMETERS,
  HISTORY_LENGTH,
  type NeighbourColumns,
  neighbourColumns,
} from './count-model.ts';
import { buildDataset, type Dataset } from './dataset.ts';
import type { EventTable } from './event-table.ts';
import { type Factors, factorise, flattenLengths } from './factorise.ts';
import type { LoggedPages } from './logged-pages.ts';
import { NEWCOMER_SHARE } from './moments.ts';
import { createOwnCounts } from './own-counts.ts';
import { plainRanker } from './plain-ranker.ts';
import { type Timelines, timelinesOf } from './timelines.ts';
import { countTransitions, keepUsers, type RowTimelines, rowTimelines } from './transitions.ts';
import { tuneCountModel } from './tune-count-model.ts';

export interface TrainingInput {
  readonly table: EventTable;
  readonly catalogue: Catalogue;
  readonly pages: LoggedPages;
  readonly seed: number;
  readonly indexBuilder: IndexBuilder;
  /** Told when a step begins. */
  readonly onStep?: (step: TrainingStep) => void;
}
export type TrainingStep = 'counts' | 'vectors' | 'index' | 'examples' | 'ranker';

export interface TrainedRetrieval {
  readonly model: RetrievalModel;
  readonly aligned: AlignedRetrieval;
  readonly parameters: CountParameters;
  readonly columns: NeighbourColumns;
  readonly timelines: Timelines;
  readonly rowTimelines: RowTimelines;
}

/** Neighbours of a title that are kept, and counted in the first place. */
export const MOST_NEIGHBOURS = 400;
const MOST_COUNTED = 4000;
const MOST_QUERIES = 200;
const WINDOW = DEFAULT_COUNT_PARAMETERS.window;
const VECTOR_DAMPING = 0.5;
const LENGTH_POWER = 0.5;
/** Vectors for a user's examples are made from the other folds' users. */
const FOLDS = 3;
const MOST_GROUPS = 10_000;
/** Above this many rows the folds are searched through an index. */
const EXACT_UP_TO = 2000;
const INDEX_PARAMETERS = { m: 24, efConstruction: 300 };

/** Counts, vectors and their parameters, from every event of the table. `parameters` given: not searched for. */
export function trainRetrieval(input: TrainingInput, parameters?: CountParameters): TrainedRetrieval {
  const { table, catalogue, seed, onStep } = input;
  onStep?.('counts');
  const timelines = timelinesOf(table, catalogue);
  const inRows = rowTimelines(timelines);
  const counts = countTransitions(inRows, WINDOW, MOST_COUNTED);
  const chosen = parameters ?? tuneCountModel(inRows, counts, seed).parameters;
  const columns = neighbourColumns(counts, chosen, MOST_NEIGHBOURS);
  onStep?.('vectors');
  const vectors = vectorsOf(columns, chosen.backShare, dimensionsFor(inRows.titles.length), seed);
  const model: RetrievalModel = {
    ...vectors,
    itemNo: inRows.titles.map((dense) => catalogue.itemNo[dense]!),
    neighbourOffsets: columns.neighbourOffsets,
    neighbourRows: columns.neighbourRows,
    neighbourWeights: columns.neighbourWeights,
    neighbourBackWeights: columns.neighbourBackWeights,
    backShare: chosen.backShare,
    historyHalfLife: chosen.historyHalfLife,
    historyLength: HISTORY_LENGTH,
  };
  const aligned = align(model, inRows.titles, catalogue.size);
  return { model, aligned, parameters: chosen, columns, timelines, rowTimelines: inRows };
}

function vectorsOf(columns: NeighbourColumns, backShare: number, dimensions: number, seed: number): Factors {
  const factors = factorise(columns, backShare, dimensions, VECTOR_DAMPING, seed);
  flattenLengths(factors.targetVectors, dimensions, LENGTH_POWER);
  return factors;
}

export interface TrainedRanker {
  readonly weights: RankerWeights;
  readonly dataset: Dataset | null;
}

/** The ranker, from examples that the retrieval model could not have known the answers of. A TF.js backend must be open. */
export async function trainRankerFor(input: TrainingInput, retrieval: TrainedRetrieval): Promise<TrainedRanker> {
  const { seed, indexBuilder, onStep } = input;
  onStep?.('examples');
  const { model, aligned, columns, parameters, timelines } = retrieval;
  const folds = Array.from({ length: FOLDS }, (_, fold) => foldModel(fold));
  const ownCounts = createOwnCounts(model, columns, retrieval.rowTimelines, parameters, MOST_NEIGHBOURS);
  const dataset = buildDataset({
    ...input,
    timelines,
    mostGroups: MOST_GROUPS,
    modelFor: (user) => folds[user % FOLDS]!,
    ownCounts,
  });
  onStep?.('ranker');
  const fingerprint = featureFingerprint();
  if (dataset === null || dataset.training.groups < FEWEST_GROUPS)
    return { weights: plainRanker(fingerprint), dataset };
  const weights = await trainRanker(dataset.training, {
    fingerprint,
    epochs: 12,
    batchGroups: 64,
    learningRate: 3e-3,
    hidden: [32],
    l2: 1e-5,
    seed,
    patience: 3,
    ...(dataset.validation && { validation: dataset.validation }),
  });
  return { weights, dataset };

  /** The model as users of a fold may see it: the same counts, vectors from the other users. */
  function foldModel(fold: number) {
    const others = keepUsers(retrieval.rowTimelines, (user) => user % FOLDS !== fold);
    const otherColumns = neighbourColumns(countTransitions(others, WINDOW, MOST_COUNTED), parameters, MOST_NEIGHBOURS);
    const { dimensions } = model;
    const vectors = vectorsOf(otherColumns, parameters.backShare, dimensions, seed);
    const foldRetrieval: AlignedRetrieval = { ...aligned, model: { ...model, ...vectors } };
    return { retrieval: foldRetrieval, index: searcherOf(vectors.targetVectors, dimensions) };
  }

  function searcherOf(vectors: Float32Array, dimensions: number): VectorIndex {
    if (vectors.length <= EXACT_UP_TO * dimensions) return indexBuilder.exact(vectors, dimensions);
    return indexBuilder.build(vectors, dimensions, { ...INDEX_PARAMETERS, seed }).searcher(400);
  }
}

/** What decides the result beside data and seed, and is not chosen on the data. For the manifest and the version. */
export const FIXED_PARAMETERS: Readonly<Record<string, number>> = {
  window: WINDOW,
  mostNeighbours: MOST_NEIGHBOURS,
  historyLength: HISTORY_LENGTH,
  vectorDamping: VECTOR_DAMPING,
  lengthPower: LENGTH_POWER,
  folds: FOLDS,
  mostGroups: MOST_GROUPS,
  newcomerShare: NEWCOMER_SHARE,
  hnswLinks: INDEX_PARAMETERS.m,
  hnswEfConstruction: INDEX_PARAMETERS.efConstruction,
};

/** Vectors of at most 200 users as they stand at the end of their timelines: what an index will really be asked. */
export function userQueries(model: RetrievalModel, timelines: Timelines, catalogue: Catalogue): Float32Array {
  const aligned = align(
    model,
    model.itemNo.map((no) => catalogue.denseOfItemNo(no)),
    catalogue.size,
  );
  const count = Math.min(timelines.users, MOST_QUERIES);
  const queries = new Float32Array(count * model.dimensions);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const user = Math.floor((i * timelines.users) / count);
    const places = timelines.title.subarray(timelines.offsets[user], timelines.offsets[user + 1]);
    const history: History = {
      length: places.length,
      title: places.toReversed(),
      strength: timelines.strength.slice(timelines.offsets[user], timelines.offsets[user + 1]).reverse(),
      lastAtMs: new Float64Array(places.length),
    };
    const query = queries.subarray(kept * model.dimensions, (kept + 1) * model.dimensions);
    if (userVector(history, aligned, query)) kept++;
  }
  return queries.subarray(0, kept * model.dimensions);
}

/** The index of a package over its target vectors. */
export function buildPackageIndex({ indexBuilder, seed, onStep }: TrainingInput, model: RetrievalModel): BuiltIndex {
  onStep?.('index');
  return indexBuilder.build(model.targetVectors, model.dimensions, { ...INDEX_PARAMETERS, seed });
}

/** With fewer examples than this a net would learn noise. */
const FEWEST_GROUPS = 50;

const dimensionsFor = (rows: number): number => (rows < 200 ? 32 : rows < 2000 ? 64 : 128);

export function align(model: RetrievalModel, titles: Int32Array, catalogueSize: number): AlignedRetrieval {
  const rowOfDense = new Int32Array(catalogueSize).fill(-1);
  for (let row = 0; row < titles.length; row++) rowOfDense[titles[row]!] = row;
  return { model, rowOfDense, denseOfRow: titles };
}
