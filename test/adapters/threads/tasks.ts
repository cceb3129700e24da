import { threadId, workerData } from 'node:worker_threads';
import { answerTasks } from '../../../src/adapters/threads/answer-tasks.ts';
import { MarqueeError } from '../../../src/domain/errors.ts';

/** The tasks of thread-pool.test.ts, as a thread answers them. */
const TASKS = {
  double: (values: Float64Array) => values.map((value) => 2 * value),
  given: (_: null) => workerData as unknown,
  whichThread: (gate: Int32Array) => {
    // Held until the test lets it go, so that another task needs another thread.
    Atomics.wait(gate, 0, 0);
    return threadId;
  },
  refuse: (_: null): never => {
    throw new MarqueeError('data-check-failed', 'There is nothing to train on.');
  },
  fail: (_: null): never => {
    throw new TypeError('not what was thought');
  },
  die: (_: null): never => process.exit(7),
};
export type TestTasks = typeof TASKS;

answerTasks(TASKS);
