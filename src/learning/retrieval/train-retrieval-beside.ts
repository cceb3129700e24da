import type { TrainingInput } from '../training/training-input.ts';
import type { TrainingPool } from '../training/training-tasks.ts';
import { countLog, retrievalOf, type TrainedRetrieval } from './train-retrieval.ts';
import { tuneCountModelBeside } from './tune-count-model.ts';

/** trainRetrieval, to the bit, with the search for the counts' parameters divided among this thread and those of the pool. */
export async function trainRetrievalBeside(input: TrainingInput, pool: TrainingPool): Promise<TrainedRetrieval> {
  const counted = countLog(input);
  const { seed } = input;
  // Read by all threads where it lies: at a million events it is over a hundred megabytes.
  const shared = { timelines: inSharedMemory(counted.inRows), counts: inSharedMemory(counted.counts), seed };
  const tuned = await tuneCountModelBeside(shared.timelines, shared.counts, seed, {
    threads: pool.threads,
    ask: (candidates) => pool.run('ndcgOfCandidates', { ...shared, candidates }),
  });
  return retrievalOf(input, counted, tuned.parameters);
}

/** The same with every typed array copied to where other threads can read it. */
function inSharedMemory<Columns extends object>(columns: Columns): Columns {
  const copied = Object.entries(columns).map(([name, value]) => {
    if (!ArrayBuffer.isView(value)) return [name, value];
    const column = value as Int32Array;
    const shared = new SharedArrayBuffer(column.byteLength);
    const copy = new (column.constructor as Int32ArrayConstructor)(shared);
    copy.set(column);
    return [name, copy];
  });
  return Object.fromEntries(copied);
}
