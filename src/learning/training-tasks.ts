import type { IndexBuilder } from '../domain/ports/index-builder.ts';
import { createInlinePool, type TaskPool } from '../domain/ports/task-pool.ts';
import { type FoldInput, foldVectors } from './fold-vectors.ts';
import { type Refit, type RefitInput, refitRetrieval } from './refit-retrieval.ts';

/** Parts of a training that wait for nothing else: a second core does them beside the rest. Pure, so that where they run decides nothing. */
export type TrainingTasks = {
  readonly foldVectors: (input: FoldInput) => ReturnType<typeof foldVectors>;
  readonly refitRetrieval: (input: RefitInput) => Promise<Refit>;
};
export type TrainingPool = TaskPool<TrainingTasks>;

export const createTrainingTasks = (deps: { readonly indexBuilder: IndexBuilder }): TrainingTasks => ({
  foldVectors,
  refitRetrieval: (input) => refitRetrieval(deps.indexBuilder, input),
});

/** Of fewer events a second core would spare less than it costs to start. */
const WORTH_A_THREAD = 100_000;

/** The pool that such a training is given; `threads` are not started before one has work. */
export const poolFor = (
  events: number,
  deps: { readonly indexBuilder: IndexBuilder; readonly trainingPool?: TrainingPool },
): TrainingPool =>
  deps.trainingPool === undefined || events < WORTH_A_THREAD
    ? createInlinePool(createTrainingTasks(deps))
    : deps.trainingPool;
