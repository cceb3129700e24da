import type { Catalogue } from '../../domain/catalogue.ts';
import type { ContentTower, RetrievalModel } from '../../domain/model-package.ts';
import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import type { History } from '../../features/history.ts';
import { userVector } from '../../features/user-vector.ts';
import { contentRows } from '../retrieval/content-rows.ts';
import { DEFAULT_COUNT_PARAMETERS, HISTORY_LENGTH } from '../retrieval/count-model.ts';
import { DEFAULT_CONTENT_PARAMETERS, fitTower } from '../retrieval/train-content.ts';
import { INDEX_PARAMETERS } from '../retrieval/train-retrieval.ts';
import { nearestOf, neighboursOf, noNeighbours } from './foreign-neighbours.ts';
import type { PlacedVectors } from './place-vectors.ts';

export interface VectorsInput {
  readonly placed: PlacedVectors;
  readonly catalogue: Catalogue;
  /** What the parts come from that vectors do not say; null: there is none. */
  readonly base: RetrievalModel | null;
  /** Where co-occurrence comes from. */
  readonly neighbours: 'base' | 'vectors';
  readonly histories: readonly History[];
  readonly indexBuilder: IndexBuilder;
  readonly seed: number;
}

export interface VectorsRetrieval {
  readonly model: RetrievalModel;
  readonly content: ContentTower;
  /** The index's file. */
  readonly index: Uint8Array;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * Item vectors as a retrieval model: the user vector is the mean of the history's vectors, the newer the heavier, and its neighbours by
 * inner product are proposed. One factor for all vectors makes their similarities as large as the base's are, which its ranker was
 * trained on; the order does not depend on it. A content tower is fitted to them, so that titles that come later have a place too.
 */
export async function retrievalOfVectors(input: VectorsInput): Promise<VectorsRetrieval> {
  const { placed, catalogue, base, histories, indexBuilder, seed } = input;
  const { dimensions, titles } = placed;
  const plain: RetrievalModel = {
    dimensions,
    itemNo: titles.map((dense) => catalogue.itemNo[dense]!),
    sourceVectors: placed.values,
    targetVectors: placed.values,
    ...noNeighbours(titles.length),
    backShare: base?.backShare ?? DEFAULT_COUNT_PARAMETERS.backShare,
    historyHalfLife: base?.historyHalfLife ?? DEFAULT_COUNT_PARAMETERS.historyHalfLife,
    historyLength: base?.historyLength ?? HISTORY_LENGTH,
  };
  const vectorScale =
    base === null ? 1 : scaleOf(similarity(base, catalogue, histories), similarity(plain, catalogue, histories));
  const vectors = placed.values.map((value) => value * vectorScale);
  const scaled = { ...plain, sourceVectors: vectors, targetVectors: vectors };
  const built = indexBuilder.build(vectors, dimensions, { ...INDEX_PARAMETERS, seed });
  const queries = queriesOf(scaled, catalogue, histories);
  const { efSearch, recall } = built.chooseEfSearch(queries, Math.min(100, titles.length));
  const columns =
    input.neighbours === 'base' && base !== null
      ? neighboursOf(base, scaled)
      : nearestOf(scaled, built.searcher(efSearch));
  const uses = new Float64Array(titles.length).fill(CERTAIN_USES);
  return {
    model: { ...scaled, ...columns },
    content: fitTower(contentRows(catalogue, titles, titles.length), scaled, uses, DEFAULT_CONTENT_PARAMETERS),
    index: await built.bytes(),
    parameters: {
      dimensions,
      efSearch,
      'recall@100': recall,
      vectorScale,
      historyHalfLife: scaled.historyHalfLife,
      historyLength: scaled.historyLength,
      backShare: scaled.backShare,
    },
  };
}

/** Every vector that was given is taken for certain when the tower is fitted to them. */
const CERTAIN_USES = 1e6;

function aligned(model: RetrievalModel, catalogue: Catalogue): AlignedRetrieval {
  const denseOfRow = model.itemNo.map((no) => catalogue.denseOfItemNo(no));
  const rowOfDense = new Int32Array(catalogue.size).fill(-1);
  for (const [row, dense] of denseOfRow.entries()) if (dense >= 0) rowOfDense[dense] = row;
  return { model, rowOfDense, denseOfRow };
}

/** The user vectors of the histories that have one, one after the other. */
function queriesOf(model: RetrievalModel, catalogue: Catalogue, histories: readonly History[]): Float32Array {
  const retrieval = aligned(model, catalogue);
  const queries = new Float32Array(histories.length * model.dimensions);
  let kept = 0;
  for (const history of histories) {
    const query = queries.subarray(kept * model.dimensions, (kept + 1) * model.dimensions);
    if (userVector(history, retrieval, query)) kept++;
  }
  return queries.subarray(0, kept * model.dimensions);
}

/** Root of the mean square of the inner products of users and titles: how large the similarity feature is. */
function similarity(model: RetrievalModel, catalogue: Catalogue, histories: readonly History[]): number {
  const { dimensions, targetVectors } = model;
  const queries = queriesOf(model, catalogue, histories);
  const users = queries.length / dimensions;
  // Of q . t over all t: q' (sum of t t') q, but the rows are few enough to go through a sample of them.
  const step = Math.max(1, Math.floor(model.itemNo.length / 2000));
  let squares = 0;
  let count = 0;
  for (let user = 0; user < users; user++) {
    for (let row = 0; row < model.itemNo.length; row += step) {
      let product = 0;
      for (let d = 0; d < dimensions; d++)
        product += queries[user * dimensions + d]! * targetVectors[row * dimensions + d]!;
      squares += product * product;
      count++;
    }
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}

const scaleOf = (wanted: number, given: number): number => (wanted > 0 && given > 0 ? Math.fround(wanted / given) : 1);
