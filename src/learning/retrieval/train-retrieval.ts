import type { Catalogue } from '../../domain/catalogue.ts';
import type { ContentTower, RetrievalModel } from '../../domain/model-package.ts';
import type { BuiltIndex } from '../../domain/ports/index-builder.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import type { History } from '../../features/history.ts';
import { userVector } from '../../features/user-vector.ts';
import { type Timelines, timelinesOf } from '../log/timelines.ts';
import type { TrainingInput } from '../training/training-input.ts';
import { type ContentRows, contentRows } from './content-rows.ts';
import {
  type CountParameters,
  DEFAULT_COUNT_PARAMETERS,
  HISTORY_LENGTH,
  type NeighbourColumns,
  neighbourColumns,
} from './count-model.ts';
import { itemVectors } from './item-vectors.ts';
import { type ContentParameters, DEFAULT_CONTENT_PARAMETERS, MOST_LEARNED } from './train-content.ts';
import { countTransitions, type RowTimelines, rowTimelines, type Transitions } from './transitions.ts';
import { tuneContent } from './tune-content.ts';
import { tuneCountModel } from './tune-count-model.ts';

/** What is chosen on the log itself. */
export interface RetrievalParameters extends CountParameters, ContentParameters {}

/** Plain data: it is kept between stages of a training, and goes to other threads. */
export interface TrainedRetrieval {
  readonly model: RetrievalModel;
  readonly aligned: AlignedRetrieval;
  /** What places titles that the package does not know. */
  readonly content: ContentTower;
  readonly contentRows: ContentRows;
  readonly parameters: RetrievalParameters;
  readonly columns: NeighbourColumns;
  readonly timelines: Timelines;
  readonly rowTimelines: RowTimelines;
}

/** Neighbours of a title that are kept, and counted in the first place. */
export const MOST_NEIGHBOURS = 400;
export const MOST_COUNTED = 4000;
const MOST_QUERIES = 200;
export const WINDOW = DEFAULT_COUNT_PARAMETERS.window;
export const INDEX_PARAMETERS = { m: 24, efConstruction: 300 };

/**
 * Counts, vectors and their parameters, from every event of the table. Every title of the catalogue becomes a row, also one that nobody
 * used: its vectors are made of its content. `parameters` given: not searched for (what is missing of them is the default).
 */
export function trainRetrieval(
  input: TrainingInput,
  parameters?: CountParameters & Partial<ContentParameters>,
): TrainedRetrieval {
  const counted = countLog(input);
  const chosen = parameters ?? tuneCountModel(counted.inRows, counted.counts, input.seed).parameters;
  return retrievalOf(input, counted, chosen, parameters);
}

export interface CountedLog {
  readonly timelines: Timelines;
  readonly inRows: RowTimelines;
  readonly counts: Transitions;
}

export function countLog({ table, catalogue, onStep }: TrainingInput): CountedLog {
  onStep?.('counts');
  const timelines = timelinesOf(table, catalogue);
  const inRows = rowTimelines(timelines, openTitles(catalogue));
  return { timelines, inRows, counts: countTransitions(inRows, WINDOW, MOST_COUNTED) };
}

/** The rest of trainRetrieval: `counted` are the parameters of the counts, `parameters` those that are not to be searched for. */
export function retrievalOf(
  { catalogue, seed, onStep }: TrainingInput,
  { timelines, inRows, counts }: CountedLog,
  counted: CountParameters,
  parameters?: CountParameters & Partial<ContentParameters>,
): TrainedRetrieval {
  const { titles, used } = inRows;
  const columns = neighbourColumns(counts, counted, MOST_NEIGHBOURS);
  onStep?.('vectors');
  const content = contentRows(catalogue, titles, Math.min(used, MOST_LEARNED));
  const dimensions = dimensionsFor(used);
  const limits = { mostCounted: MOST_COUNTED, mostNeighbours: MOST_NEIGHBOURS };
  const described =
    parameters === undefined
      ? tuneContent({ timelines: inRows, content, counts: counted, ...limits, dimensions, seed })
      : DEFAULT_CONTENT_PARAMETERS;
  const chosen: RetrievalParameters = { ...described, ...counted };
  const { popularity } = counts;
  const { vectors, tower } = itemVectors({ columns, popularity, used, content, parameters: chosen, dimensions, seed });
  const model: RetrievalModel = {
    ...vectors,
    itemNo: titles.map((dense) => catalogue.itemNo[dense]!),
    neighbourOffsets: columns.neighbourOffsets,
    neighbourRows: columns.neighbourRows,
    neighbourWeights: columns.neighbourWeights,
    neighbourBackWeights: columns.neighbourBackWeights,
    backShare: chosen.backShare,
    historyHalfLife: chosen.historyHalfLife,
    historyLength: HISTORY_LENGTH,
  };
  const aligned = align(model, titles, catalogue.size);
  return {
    model,
    aligned,
    content: tower,
    contentRows: content,
    parameters: chosen,
    columns,
    timelines,
    rowTimelines: inRows,
  };
}

/** Titles that may come to be shown: those that are not withdrawn. */
const openTitles = ({ titleOf, withdrawn }: Catalogue): Int32Array =>
  Int32Array.from(titleOf.keys()).filter((dense) => titleOf[dense] === dense && withdrawn[dense] === 0);

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

const dimensionsFor = (rows: number): number => (rows < 200 ? 32 : rows < 2000 ? 64 : 128);

export function align(model: RetrievalModel, titles: Int32Array, catalogueSize: number): AlignedRetrieval {
  const rowOfDense = new Int32Array(catalogueSize).fill(-1);
  for (let row = 0; row < titles.length; row++) rowOfDense[titles[row]!] = row;
  return { model, rowOfDense, denseOfRow: titles };
}
