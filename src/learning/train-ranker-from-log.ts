import type { VectorIndex } from '../domain/model-package.ts';
import type { AlignedRetrieval } from '../features/feature-context.ts';
import { featureFingerprint } from '../features/schema.ts';
import { type RankerWeights, trainRanker } from '../network/ranker-net.ts';
import { neighbourColumns } from './count-model.ts';
import { buildDataset, type Dataset } from './dataset.ts';
import { createOwnCounts } from './own-counts.ts';
import { plainRanker } from './plain-ranker.ts';
import { justRun } from './run-stage.ts';
import {
  INDEX_PARAMETERS,
  MOST_COUNTED,
  MOST_NEIGHBOURS,
  type TrainedRetrieval,
  vectorsOf,
  WINDOW,
} from './train-retrieval.ts';
import type { TrainingInput } from './training-input.ts';
import { countTransitions, keepUsers } from './transitions.ts';

/** Vectors for a user's examples are made from the other folds' users. */
export const FOLDS = 3;
export const MOST_GROUPS = 10_000;
/** Above this many rows the folds are searched through an index. */
const EXACT_UP_TO = 2000;
/** With fewer examples than this a net would learn noise. */
const FEWEST_GROUPS = 50;

export interface TrainedRanker {
  readonly weights: RankerWeights;
  readonly dataset: Dataset | null;
}

/** The ranker, from examples that the retrieval model could not have known the answers of. A TF.js backend must be open. */
export async function trainRankerFor(input: TrainingInput, retrieval: TrainedRetrieval): Promise<TrainedRanker> {
  const { seed, indexBuilder, onStep, runStage = justRun } = input;
  const { model, aligned, columns, parameters, timelines } = retrieval;
  const dataset = await runStage('examples', () => {
    onStep?.('examples');
    const folds = Array.from({ length: FOLDS }, (_, fold) => foldModel(fold));
    const ownCounts = createOwnCounts(model, columns, retrieval.rowTimelines, parameters, MOST_NEIGHBOURS);
    return buildDataset({
      ...input,
      timelines,
      mostGroups: MOST_GROUPS,
      modelFor: (user) => folds[user % FOLDS]!,
      ownCounts,
    });
  });
  const fingerprint = featureFingerprint();
  if (dataset === null || dataset.training.groups < FEWEST_GROUPS)
    return { weights: plainRanker(fingerprint), dataset };
  const weights = await runStage('ranker', () => {
    onStep?.('ranker');
    return trainRanker(dataset.training, {
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
