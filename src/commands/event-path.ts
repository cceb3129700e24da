import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { createEventIntake, type EventIntake } from '../ingest/accept-events.ts';
import { type Consumer, createConsumer } from '../ingest/consumer.ts';
import { createUpkeep, type Upkeep, type UpkeepTask } from '../ingest/upkeep.ts';

/** Everything between an answer and the stores, as one process runs it: the journal, who reads it, and what is done beside. */
export interface EventPath {
  readonly journal: Journal;
  readonly eventIntake: EventIntake;
  readonly consumer: Consumer;
  readonly upkeep: Upkeep;
  /** Resolves when everything journaled so far is in Postgres, in the user states and in the roll-ups. */
  settled(): Promise<void>;
  /** Ships what is journaled, within about DRAIN_MS, and lets go of the journal. */
  close(): Promise<void>;
}

export interface EventPathParts {
  readonly userStates: UserStateStore;
  /** Numbers that are known without Postgres, the catalogue's included. */
  readonly itemNumbers: ItemNumbers;
}

/** Opens the journal under DATA_DIR ('already-running' when another process has it) and starts to consume it. */
export async function openEventPath(context: Context, config: Config, parts: EventPathParts): Promise<EventPath> {
  const { logger, logStore, clock } = context;
  const opened = await context.openJournal(config.dataDir);
  const { journal } = opened;
  const consumer = createConsumer({ ...context, ...opened, ...parts });
  const upkeep = createUpkeep(upkeepTasks(context), { clock, logger });
  try {
    await logStore.ensurePartitions(clock.nowMs());
  } catch (error) {
    await opened.close();
    throw error;
  }
  consumer.start();
  upkeep.start();
  return {
    journal,
    eventIntake: createEventIntake(journal),
    consumer,
    upkeep,
    async settled() {
      await consumer.drain();
      await upkeep.runOnce();
    },
    async close() {
      await upkeep.stop();
      await consumer.drain(config.drainMs).catch((error: unknown) => {
        logger.warn({ err: error }, 'stopping before everything is stored; the next start goes on from there');
      });
      await consumer.stop();
      await opened.close();
    },
  };
}

const HOUR_MS = 3_600_000;

/** What has to be done again and again; every replica runs them all. */
function upkeepTasks({ logStore, clock }: Context): readonly UpkeepTask[] {
  return [
    {
      name: 'partitions',
      everyMs: HOUR_MS,
      async run() {
        await logStore.ensurePartitions(clock.nowMs());
        return { more: false };
      },
    },
  ];
}
