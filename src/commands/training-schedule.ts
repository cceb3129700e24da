import { type Config, environmentOf } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { EndedTraining, TrainingRuns } from '../domain/ports/training-runs.ts';
import { createUpkeep } from '../ingest/upkeep.ts';
import { type ChildTraining, trainInChild } from './train-in-child.ts';

export interface TrainingSchedule {
  /** Ends a training that runs: what it has done is kept, and whoever trains next goes on from there. */
  stop(): Promise<void>;
}

export interface ScheduleDeps {
  readonly config: Config;
  readonly trainingRuns: TrainingRuns;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'training'>;
  /** Left out: `train` in a process of its own. */
  readonly train?: (signal: AbortSignal) => Promise<ChildTraining>;
}

const LOOK_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Trains every TRAIN_EVERY_H hours, counted from the beginning of the last time on any replica; the first time at once. Replicas
 * share the clock and take turns by a lock (see TrainingRuns). TRAIN_EVERY_H=0: never.
 */
export function startTrainingSchedule(deps: ScheduleDeps): TrainingSchedule {
  const { config, clock, logger } = deps;
  if (config.trainEveryH === 0) return { stop: async () => {} };
  const stopping = new AbortController();
  const task = {
    name: 'training',
    everyMs: LOOK_EVERY_MS,
    async run() {
      const nowMs = clock.nowMs();
      const run = await deps.trainingRuns.claim({ nowMs, dueSinceMs: nowMs - config.trainEveryH * HOUR_MS });
      if (run === null) return { more: false };
      logger.info({ everyHours: config.trainEveryH }, 'training begins');
      const ended = await endOf(deps, stopping.signal);
      if (stopping.signal.aborted) {
        await run.abandon();
        return { more: false };
      }
      await run.finish(ended);
      tell(deps, { ...ended, startedAtMs: nowMs });
      return { more: false };
    },
  };
  const upkeep = createUpkeep([task], { clock, logger });
  upkeep.start();
  return {
    async stop() {
      stopping.abort();
      await upkeep.stop();
    },
  };
}

/** Never rejects: that it failed is an end, too. */
async function endOf(deps: ScheduleDeps, signal: AbortSignal): Promise<Omit<EndedTraining, 'startedAtMs'>> {
  const train = deps.train ?? ((until) => childOf(deps, until));
  try {
    const { exitCode, answer } = await train(signal);
    const version = typeof answer?.version === 'string' ? answer.version : null;
    const error = answer?.error as { readonly detail?: string } | undefined;
    const detail = String(answer?.reason ?? error?.detail ?? '');
    const outcome =
      exitCode === 4
        ? 'data-checks-failed'
        : exitCode === 3
          ? 'rejected'
          : exitCode !== 0
            ? 'failed'
            : answer?.outcome === 'unchanged'
              ? 'unchanged'
              : 'published';
    return { endedAtMs: deps.clock.nowMs(), outcome, version, detail };
  } catch (error) {
    return { endedAtMs: deps.clock.nowMs(), outcome: 'failed', version: null, detail: String(error) };
  }
}

function childOf({ config, logger }: ScheduleDeps, signal: AbortSignal): Promise<ChildTraining> {
  return trainInChild([], {
    environment: environmentOf(config),
    onStart: (child) => {
      const end = (): void => void child.kill('SIGKILL');
      signal.addEventListener('abort', end, { once: true });
      child.once('close', () => signal.removeEventListener('abort', end));
    },
    onLine: (text) => logger.debug({ text: text.trim() }, 'training'),
  });
}

function tell({ logger, metrics }: ScheduleDeps, ended: EndedTraining): void {
  const { startedAtMs, endedAtMs, outcome, version, detail } = ended;
  const seconds = (endedAtMs - startedAtMs) / 1000;
  metrics.training(outcome, seconds);
  const fields = { outcome, version, seconds: Math.round(seconds), detail };
  if (outcome === 'failed' || outcome === 'data-checks-failed') logger.error(fields, 'training made no model');
  else logger.info(fields, 'training ended');
}
