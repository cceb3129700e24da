import { parentPort } from 'node:worker_threads';
import { MarqueeError } from '../../domain/errors.ts';
import type { Tasks } from '../../domain/ports/task-pool.ts';
import type { TaskAnswer, TaskQuestion } from './thread-pool.ts';

/** A thread's side of the pool: does what it is asked, one after the other. */
export function answerTasks(tasks: Tasks): void {
  let last: Promise<void> = Promise.resolve();
  parentPort!.on('message', (question: TaskQuestion) => {
    last = last.then(async () => parentPort!.postMessage(await answer(tasks, question)));
  });
}

async function answer(tasks: Tasks, { id, task, input }: TaskQuestion): Promise<TaskAnswer> {
  try {
    return { id, output: await tasks[task]!(input as never) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = error instanceof MarqueeError ? error.code : null;
    return { id, error: { code, message: error.message, stack: error.stack ?? '' } };
  }
}
