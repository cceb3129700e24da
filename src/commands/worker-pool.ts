import { type ErrorCode, MarqueeError } from '../domain/errors.ts';
import type { Logger } from '../domain/ports/logger.ts';
import { backoffMs, type Sleep } from '../ingest/sleep.ts';
import type { Answers, FromWorker, Question, ToWorker } from './worker-messages.ts';

/** A process as the pool sees it. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: ToWorker): void;
  kill(): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once; `how` is its exit code or the signal that ended it. */
  onExit(listener: (how: string) => void): void;
}

/** The workers of one `serve`: one for each number from 1, and a successor with the same number for each that ends. */
export interface WorkerPool {
  /** Resolves with their port when all are ready for the first time; rejects when they cannot start, and starts none again. */
  started(): Promise<number>;
  /** Answers of the workers that are ready and give one in time, by number. */
  ask<Asked extends Question>(question: Asked, timeoutMs: number): Promise<ReadonlyMap<number, Answers[Asked]>>;
  readonly ready: number;
  /** Lets all drain; kills those that have not ended after `withinMs`. */
  stop(withinMs: number): Promise<void>;
}

export interface WorkerPoolDeps {
  readonly workers: number;
  readonly start: (worker: number) => WorkerProcess;
  /** Called when a worker has ended that was not told to. */
  readonly onLost: (worker: number) => void;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

/** So often a first start may end without a word before it is given up. */
const FIRST_STARTS = 3;

export function createWorkerPool({ workers, start, onLost, sleep, logger }: WorkerPoolDeps): WorkerPool {
  const alive = new Map<number, WorkerProcess>();
  const ready = new Map<number, WorkerProcess>();
  const waiting = new Map<number, { process: WorkerProcess; resolve(message: FromWorker | null): void }>();
  const stopping = new AbortController();
  const allReady = Promise.withResolvers<number>();
  allReady.promise.catch(() => {});
  let hasStarted = false;
  let failedStarts = 0;
  let nextId = 0;

  /** Keeps worker n running until the pool stops. */
  async function keep(worker: number): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const { wasReady, how } = await run(worker);
      if (stopping.signal.aborted) return;
      failures = wasReady ? 1 : failures + 1;
      onLost(worker);
      logger.error({ worker, how, failures }, 'a worker ended; what it had not shipped waits in its lane');
      if (!hasStarted && ++failedStarts >= FIRST_STARTS) {
        giveUp(
          new MarqueeError('unavailable', `Worker ${worker} ended (${how}) before it was ready: see the log above.`),
        );
      }
      await sleep(wasReady ? 0 : backoffMs(failures), stopping.signal);
    }
  }

  function run(worker: number): Promise<{ wasReady: boolean; how: string }> {
    const process = start(worker);
    alive.set(worker, process);
    let wasReady = false;
    process.onMessage((message) => {
      if (message.kind === 'failed') {
        logger.error({ worker, code: message.code }, `a worker could not start: ${message.sentence}`);
        if (!hasStarted) giveUp(new MarqueeError(message.code as ErrorCode, message.sentence));
      } else if (message.kind === 'answer') {
        waiting.get(message.id)?.resolve(message);
      } else {
        wasReady = true;
        ready.set(worker, process);
        logger.info({ worker, pid: process.pid }, 'a worker is ready');
        if (ready.size < workers) return;
        hasStarted = true;
        allReady.resolve(message.port);
      }
    });
    return new Promise((resolve) => {
      process.onExit((how) => {
        alive.delete(worker);
        ready.delete(worker);
        for (const one of waiting.values()) if (one.process === process) one.resolve(null);
        resolve({ wasReady, how });
      });
    });
  }

  function giveUp(error: MarqueeError): void {
    allReady.reject(error);
    stopping.abort();
    for (const process of alive.values()) process.send({ kind: 'stop' });
  }

  async function askOne(process: WorkerProcess, question: Question, timeoutMs: number): Promise<FromWorker | null> {
    const id = nextId++;
    const over = new AbortController();
    try {
      return await new Promise<FromWorker | null>((resolve) => {
        waiting.set(id, { process, resolve });
        process.send({ kind: 'ask', id, question });
        void sleep(timeoutMs, over.signal).then(() => resolve(null));
      });
    } finally {
      over.abort();
      waiting.delete(id);
    }
  }

  const running = Promise.all(Array.from({ length: workers }, (_, index) => keep(index + 1)));

  return {
    started: () => allReady.promise,
    async ask<Asked extends Question>(question: Asked, timeoutMs: number) {
      const answers = new Map<number, Answers[Asked]>();
      await Promise.all(
        [...ready].map(async ([worker, process]) => {
          const message = await askOne(process, question, timeoutMs);
          if (message?.kind !== 'answer') return;
          if (message.error === undefined) answers.set(worker, message.answer as Answers[Asked]);
          else logger.warn({ worker, question, reason: message.error }, 'a worker could not answer its primary');
        }),
      );
      return answers;
    },
    get ready() {
      return ready.size;
    },
    async stop(withinMs) {
      stopping.abort();
      for (const process of alive.values()) process.send({ kind: 'stop' });
      const over = new AbortController();
      void sleep(withinMs, over.signal).then(() => {
        if (over.signal.aborted) return;
        logger.error({ workers: [...alive.keys()] }, 'workers did not end in time and are killed');
        for (const process of alive.values()) process.kill();
      });
      await running;
      over.abort();
    },
  };
}
