import { Worker } from 'node:worker_threads';
import { type ErrorCode, MarqueeError } from '../../domain/errors.ts';
import type { TaskPool, Tasks } from '../../domain/ports/task-pool.ts';

/** What a thread is asked and what it says; see answerTasks. */
export interface TaskQuestion {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}
export type TaskAnswer =
  | { readonly id: number; readonly output: unknown }
  | {
      readonly id: number;
      readonly error: { readonly code: ErrorCode | null; readonly message: string; readonly stack: string };
    };

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve(output: unknown): void; reject(error: Error): void }>;
}

/**
 * Threads that start when first needed and then stay; a task goes to the one with the least to do. `entry` is a module that calls
 * answerTasks. A thread that dies fails what it had in hand, and has a successor when the next task comes.
 */
export function createThreadPool<Of extends Tasks>(options: {
  readonly entry: string;
  readonly threads: number;
  /** Plain; the entry finds it in workerData. */
  readonly given: unknown;
}): TaskPool<Of> {
  const threads = new Set<Thread>();
  let nextId = 0;

  function start(): Thread {
    const worker = new Worker(options.entry, { workerData: options.given, execArgv: EXEC_ARGV });
    const thread: Thread = { worker, waiting: new Map() };
    const fail = (cause: unknown): void => {
      threads.delete(thread);
      for (const { reject } of thread.waiting.values()) reject(died(cause));
      thread.waiting.clear();
    };
    worker.on('message', (answer: TaskAnswer) => {
      const asked = thread.waiting.get(answer.id);
      thread.waiting.delete(answer.id);
      // An idle thread is no reason for the process to live.
      if (thread.waiting.size === 0) worker.unref();
      if ('output' in answer) asked?.resolve(answer.output);
      else asked?.reject(errorOf(answer.error));
    });
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the thread ended with ${code}`)));
    threads.add(thread);
    return thread;
  }

  function leastBusy(): Thread {
    const [first, ...others] = threads;
    const least = others.reduce((a, b) => (b.waiting.size < a!.waiting.size ? b : a), first);
    return least !== undefined && (least.waiting.size === 0 || threads.size >= options.threads) ? least : start();
  }

  return {
    threads: options.threads,
    run(task, input) {
      const thread = leastBusy();
      const id = nextId++;
      return new Promise((resolve, reject) => {
        thread.waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
        thread.worker.ref();
        thread.worker.postMessage({ id, task, input } satisfies TaskQuestion);
      });
    },
    async close() {
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

/** None of the parent's: flags of a test runner or a profiler are not for threads. */
const EXEC_ARGV = ['--disable-warning=ExperimentalWarning'];

const died = (cause: unknown): MarqueeError =>
  new MarqueeError(
    'unavailable',
    'A thread of the training died, most likely for want of memory: try again with more.',
    {
      cause,
    },
  );

function errorOf({ code, message, stack }: Extract<TaskAnswer, { error: object }>['error']): Error {
  const cause = Object.assign(new Error(message), { stack });
  return code === null ? cause : new MarqueeError(code, message, { cause });
}
