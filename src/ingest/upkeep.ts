import type { Clock } from '../domain/clock.ts';
import type { Logger } from '../domain/ports/logger.ts';
import { backoffMs, sleep as realSleep, type Sleep } from './sleep.ts';

/** What has to be done again and again beside the event path: partitions made ahead, roll-ups, retention. */
export interface UpkeepTask {
  readonly name: string;
  /** From the end of one run to the beginning of the next. The first runs at once. */
  readonly everyMs: number;
  /**
   * Replicas run the same tasks at the same time: what must not be done twice locks for itself. `more: true` when it left work
   * over: it is called again at once.
   */
  run(): Promise<{ readonly more: boolean }>;
}

export interface Upkeep {
  start(): void;
  /** Resolves when every task has run to the end, from the beginning, after this call. Rejects with the first failure. */
  runOnce(): Promise<void>;
  /** After the runs under way. */
  stop(): Promise<void>;
}

/** Runs each task for itself; one that fails is tried again, ever more slowly up to a minute, and holds no other up. */
export function createUpkeep(
  tasks: readonly UpkeepTask[],
  { clock, logger, sleep = realSleep }: { clock: Clock; logger: Logger; sleep?: Sleep },
): Upkeep {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();

  async function keepRunning(task: UpkeepTask): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const startedMs = clock.monotonicMs();
      try {
        const { more } = await task.run();
        failures = 0;
        if (!more) await sleep(task.everyMs, stopping.signal);
      } catch (error) {
        failures++;
        const tookMs = clock.monotonicMs() - startedMs;
        logger.warn({ err: error, task: task.name, failures, tookMs }, 'upkeep failed and will be tried again');
        await sleep(Math.max(task.everyMs, backoffMs(failures)), stopping.signal);
      }
    }
  }

  return {
    start() {
      running = Promise.all(tasks.map(keepRunning));
    },
    async runOnce() {
      for (const task of tasks) while ((await task.run()).more);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
