import { join } from 'node:path';
import type { Logger } from '../domain/ports/logger.ts';
import { sleep } from '../ingest/sleep.ts';
import { importsDirectory } from './import-sink.ts';
import { finishLeftLanes, type LaneDeps } from './left-lanes.ts';

/** Ships beside everything else what others left under DATA_DIR: imports that were killed, workers of an earlier `serve`. */
export interface LaneFinisher {
  /** The rest stays where it is, for the next start. */
  stop(): Promise<void>;
}

export const workersDirectory = (dataDir: string): string => join(dataDir, 'workers');

/** Workers have the lanes "1", "2", ... */
export const laneOfWorker = (dataDir: string, worker: number): string =>
  join(workersDirectory(dataDir), String(worker));

/** Starts at once, and comes again while a worker of a `serve` that was killed still ends. `workers`: how many this one runs. */
export function startLaneFinisher(
  deps: LaneDeps,
  { dataDir, workers, logger }: { readonly dataDir: string; readonly workers: number; readonly logger: Logger },
): LaneFinisher {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isOurs = (name: string): boolean => /^[1-9]\d*$/.test(name) && Number(name) <= workers;

  async function finishAll(): Promise<void> {
    for (let done = false; !done && !signal.aborted; ) {
      try {
        const imports = await finishLeftLanes(deps, importsDirectory(dataDir), { signal });
        const left = await finishLeftLanes(deps, workersDirectory(dataDir), { isOurs, signal });
        const finished = [...imports.finished, ...left.finished];
        if (finished.length > 0) logger.info({ finished }, 'shipped what other processes had left');
        // An import that runs ends by itself, or is finished by the next.
        done = left.held.length === 0;
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'what others left is not shipped yet: will try again');
      }
      if (!done) await sleep(AGAIN_MS, signal);
    }
  }

  const running = finishAll();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const AGAIN_MS = 5000;
