import type { Config } from '../config.ts';
import { type Context, openContext, type openTools } from '../context.ts';
import type { Readiness } from '../http/admin.ts';
import { importSinkDeps } from './command-context.ts';
import { dependenciesOf } from './dependencies.ts';
import { laneOfDataDir, openEventPath } from './event-path.ts';
import { startLaneFinisher } from './lane-finisher.ts';
import { openErasure } from './open-erasure.ts';
import { startTrainingSchedule } from './training-schedule.ts';

/**
 * What goes on without requests: the lock of DATA_DIR, the consumer of its own journal, the upkeep, and what others left there.
 * The `worker` command is this and an admin port; with `serve --workers` it is what the primary does beside its workers.
 */
export interface Background {
  readonly context: Context;
  readiness(): Promise<Readiness>;
  /** Resolves when everything journaled so far is in Postgres, in the user states and in the roll-ups. */
  settled(): Promise<void>;
  /** Ships its journal for `withinMs` at most; the journal keeps the rest. */
  close(withinMs: number): Promise<void>;
}

/** `workers`: the lanes "1" to this are in use by others of ours. Throws 'already-running' when DATA_DIR is held. */
export async function openBackground(
  config: Config,
  tools: ReturnType<typeof openTools>,
  { workers }: { readonly workers: number },
): Promise<Background> {
  const { logger, metrics } = tools;
  const context = await openContext(config, {}, tools);
  const closers: ((withinMs: number) => Promise<unknown>)[] = [context.close];
  const closeAll = async (withinMs: number): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close(withinMs);
  };
  try {
    const userStates = await context.userStates();
    const { itemNumbers } = context;
    const lane = laneOfDataDir(config);
    const eventPath = await openEventPath(context, { userStates, itemNumbers, lane, withUpkeep: true });
    closers.push(eventPath.close);
    const userErasure = await openErasure(context, { eventPath, userStates, forget: () => {} });
    closers.push(userErasure.close);
    const { dataDir } = config;
    const finisher = startLaneFinisher(importSinkDeps(context, userStates), { dataDir, workers, logger });
    closers.push(finisher.stop);
    closers.push(startTrainingSchedule(context).stop);

    let isClosing = false;
    const readiness = async (): Promise<Readiness> => ({
      state: isClosing ? 'draining' : 'ready',
      bestRung: null,
      model: null,
      journalBytes: eventPath.journal.sizeBytes,
      dependencies: await dependenciesOf(context, userStates),
      missing: [],
    });
    metrics.watch({
      journalBytes: () => eventPath.journal.sizeBytes,
      stream: eventPath.streamLag,
      modelAgeSeconds: () => Number.NaN,
      model: () => null,
      catalogueItems: () => Number.NaN,
      snapshotParts: () => [],
      dependencies: async () => (await readiness()).dependencies,
    });

    return {
      context,
      readiness,
      settled: eventPath.settled,
      async close(withinMs) {
        isClosing = true;
        await closeAll(withinMs);
      },
    };
  } catch (error) {
    await closeAll(0);
    throw error;
  }
}
