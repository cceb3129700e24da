import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import { createInlinePool, type TaskPool } from '../../domain/ports/task-pool.ts';
import { type FoldInput, foldVectors } from '../retrieval/fold-vectors.ts';
import { type Refit, type RefitInput, refitRetrieval } from '../retrieval/refit-retrieval.ts';
import { type CandidateInput, ndcgOfCandidates } from '../retrieval/tune-count-model.ts';

/** Parts of a training that wait for nothing else: a second core does them beside the rest. Pure, so that where they run decides nothing. */
export type TrainingTasks = {
  readonly ndcgOfCandidates: (input: CandidateInput) => Float64Array;
  readonly foldVectors: (input: FoldInput) => ReturnType<typeof foldVectors>;
  readonly refitRetrieval: (input: RefitInput) => Promise<Refit>;
};
export type TrainingPool = TaskPool<TrainingTasks>;

export const createTrainingTasks = (deps: { readonly indexBuilder: IndexBuilder }): TrainingTasks => ({
  ndcgOfCandidates,
  foldVectors,
  refitRetrieval: (input) => refitRetrieval(deps.indexBuilder, input),
});

export interface PoolDeps {
  readonly indexBuilder: IndexBuilder;
  /** Left out: one core does it all. Its threads are not started before one has work. */
  readonly trainingPool?: TrainingPool;
  /** Of fewer events a second core would spare less than it costs to start. */
  readonly trainingPoolFrom?: number;
}

const WORTH_A_THREAD = 100_000;

/** Where a training of so many events does its tasks. */
export const poolFor = (events: number, deps: PoolDeps): TrainingPool =>
  deps.trainingPool === undefined || events < (deps.trainingPoolFrom ?? WORTH_A_THREAD)
    ? createInlinePool(createTrainingTasks(deps))
    : deps.trainingPool;
