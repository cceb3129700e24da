import cluster from 'node:cluster';
import type { ToWorker, WorkerStart } from './worker-messages.ts';

export interface WorkerOrders {
  readonly start: WorkerStart;
  /** Resolves when the worker has to drain: it was told to, or its primary is gone. */
  readonly stop: Promise<void>;
}

/** What the primary wants of this process, which is one of its workers; null when it is gone before it has said. */
export function workerOrders(): Promise<WorkerOrders | null> {
  // Else Node ends a worker on the spot when its primary is gone, in the middle of its answers.
  cluster.worker!.exitedAfterDisconnect = true;
  // Of a terminal or a supervisor that signals the whole group: the primary has it too and says what to do.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => {});
  return new Promise((resolve) => {
    const stop = Promise.withResolvers<void>();
    process.on('message', (message: ToWorker) => {
      if (message.kind === 'start') resolve({ start: message.start, stop: stop.promise });
      if (message.kind === 'stop') stop.resolve();
    });
    void stop.promise.then(() => resolve(null));
    process.once('disconnect', stop.resolve);
    if (!process.connected) stop.resolve();
  });
}
