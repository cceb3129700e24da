import type { VectorIndex } from '../../domain/model-package.ts';
import type { AlignedRetrieval } from '../../features/feature-context.ts';
import { foldVectors } from '../retrieval/fold-vectors.ts';
import { createOwnCounts } from '../retrieval/own-counts.ts';
import { INDEX_PARAMETERS, MOST_NEIGHBOURS, type TrainedRetrieval } from '../retrieval/train-retrieval.ts';
import type { TrainingInput } from '../training/training-input.ts';
import type { TrainingPool } from '../training/training-tasks.ts';
import { buildDataset, type Dataset } from './dataset.ts';

/** Vectors for a user's examples are made from the other folds' users. */
export const FOLDS = 3;
export const MOST_GROUPS = 10_000;
/** Numbers. Above this the folds are searched through an index, as the service does: below it a scan is faster and misses nothing. */
const MOST_SCANNED = 2_500_000;

/** What a second core can do beside this one. */
export interface BesideTraining {
  /** Left out: all is done here. */
  readonly pool?: TrainingPool;
  /** Told when the pool has nothing more to do for the examples: what else it could do may begin. */
  readonly onPoolFree?: (retrieval: TrainedRetrieval) => void;
}

/**
 * Ranker examples of a log that the retrieval model could not have known the answers of: vectors made without the user, and counts
 * without what the user did later. null: nothing to learn from.
 */
export async function examplesFromLog(
  input: TrainingInput & BesideTraining,
  retrieval: TrainedRetrieval,
): Promise<Dataset | null> {
  const { seed, indexBuilder } = input;
  const { model, aligned, columns, parameters, timelines } = retrieval;
  const folds = await Promise.all(Array.from({ length: FOLDS }, (_, fold) => foldModel(fold)));
  input.onPoolFree?.(retrieval);
  const ownCounts = createOwnCounts(model, columns, retrieval.rowTimelines, parameters, MOST_NEIGHBOURS);
  return buildDataset({
    ...input,
    timelines,
    mostGroups: MOST_GROUPS,
    modelFor: (user) => folds[user % FOLDS]!,
    ownCounts,
  });

  /** The model as users of a fold may see it: the same counts, vectors from the other users. */
  async function foldModel(fold: number) {
    const { dimensions } = model;
    const asked = {
      rowTimelines: retrieval.rowTimelines,
      content: retrieval.contentRows,
      parameters,
      dimensions,
      fold,
      folds: FOLDS,
      seed,
    };
    // The last one here: this thread would only wait.
    const isOwn = input.pool === undefined || fold === FOLDS - 1;
    const vectors = isOwn ? foldVectors(asked) : await input.pool.run('foldVectors', asked);
    const foldRetrieval: AlignedRetrieval = { ...aligned, model: { ...model, ...vectors } };
    return { retrieval: foldRetrieval, index: searcherOf(vectors.targetVectors, dimensions) };
  }

  function searcherOf(vectors: Float32Array, dimensions: number): VectorIndex {
    if (vectors.length <= MOST_SCANNED) return indexBuilder.exact(vectors, dimensions);
    return indexBuilder.build(vectors, dimensions, { ...INDEX_PARAMETERS, seed }).searcher(400);
  }
}
