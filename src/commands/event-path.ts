import type { Config } from '../config.ts';
import type { Context, OpenedJournal } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { createEventIntake, createStreamEventIntake, type EventIntake } from '../ingest/accept-events.ts';
import { type ChangeLog, createJournalChangeLog, createStreamChangeLog } from '../ingest/change-log.ts';
import { type Consumer, createConsumer } from '../ingest/consumer.ts';
import { createServedImpressions } from '../ingest/served-impressions.ts';
import { sleep } from '../ingest/sleep.ts';
import { createStreamConsumer } from '../ingest/stream-consumer.ts';
import { createUpkeep, type UpkeepTask } from '../ingest/upkeep.ts';
import { upkeepTasks } from './upkeep-tasks.ts';

/** Everything between an answer and the stores, as one process runs it: the journal, who reads it, and what is done beside. */
export interface EventPath {
  readonly journal: Journal;
  readonly eventIntake: EventIntake;
  readonly changeLog: ChangeLog;
  readonly consumer: Consumer;
  /** Of what is published and not everywhere yet; null without a stream, or while it does not answer. Never rejects. */
  streamLag(): Promise<{ readonly bytes: number; readonly ageSeconds: number } | null>;
  /** Resolves when everything journaled so far is in Postgres and in the user states; 'unavailable' when that takes longer. */
  drain(withinMs?: number): Promise<void>;
  /** Resolves when it is in the roll-ups, too. */
  settled(): Promise<void>;
  /** Ships what is journaled, for `withinMs` at most, and lets go of the journal, which keeps the rest. */
  close(withinMs: number): Promise<void>;
}

/** Which journal a process appends to. */
export interface Lane {
  /** Has the lock, and the journal in it. */
  readonly directory: string;
  /** Its share of JOURNAL_MAX_BYTES. */
  readonly maxBytes: number;
  /** For how long to wait when another process holds it, whose end is near. */
  readonly waitMs: number;
}

export interface EventPathParts {
  readonly userStates: UserStateStore;
  /** Numbers that are known without Postgres, the catalogue's included. */
  readonly itemNumbers: ItemNumbers;
  readonly lane: Lane;
  /** false: another process of this replica does it. */
  readonly withUpkeep: boolean;
}

/** The lane of a process that has DATA_DIR for itself. */
export const laneOfDataDir = (config: Config): Lane => ({
  directory: config.dataDir,
  maxBytes: config.journalMaxBytes,
  waitMs: 0,
});

/** Opens the lane's journal ('already-running' when another process has it) and starts to consume it. */
export async function openEventPath(context: Context, parts: EventPathParts): Promise<EventPath> {
  const { logger, logStore, clock } = context;
  const eventStream = await context.eventStream();
  const opened = await openWhenFree(context, parts.lane);
  const { journal } = opened;
  const served = createServedImpressions();
  const consumer = createConsumer({ ...context, ...opened, ...parts, served });
  const streamConsumer =
    eventStream === null ? null : createStreamConsumer({ ...context, ...parts, eventStream, served });
  const tasks: readonly UpkeepTask[] = parts.withUpkeep ? upkeepTasks(context) : [];
  const upkeep = createUpkeep(tasks, { clock, logger });
  try {
    await logStore.ensurePartitions(clock.nowMs());
  } catch (error) {
    await opened.close();
    throw error;
  }
  consumer.start();
  streamConsumer?.start();
  upkeep.start();
  const drain = async (withinMs?: number): Promise<void> => {
    await Promise.all([consumer.drain(withinMs), streamConsumer?.drain(withinMs)]);
  };
  return {
    journal,
    eventIntake: eventStream === null ? createEventIntake(journal) : createStreamEventIntake(eventStream, journal),
    changeLog:
      eventStream === null
        ? createJournalChangeLog(journal, () => consumer.merged())
        : createStreamChangeLog(eventStream, journal),
    consumer,
    drain,
    async streamLag() {
      const backlog = (await eventStream?.backlog().catch(() => null)) ?? null;
      if (backlog === null) return null;
      const { bytes, oldestAtMs } = backlog;
      return { bytes, ageSeconds: oldestAtMs === null ? 0 : Math.max(0, clock.nowMs() - oldestAtMs) / 1000 };
    },
    async settled() {
      await drain();
      await upkeep.runOnce();
    },
    async close(withinMs) {
      await upkeep.stop();
      await consumer.drain(withinMs).catch((error: unknown) => {
        logger.warn({ err: error }, 'stopping before everything is stored; the next start goes on from there');
      });
      // What it leaves, other replicas have at once.
      await streamConsumer?.stop();
      await consumer.stop();
      await opened.close();
    },
  };
}

const TRY_AGAIN_MS = 100;

async function openWhenFree(context: Context, { directory, maxBytes, waitMs }: Lane): Promise<OpenedJournal> {
  const { clock } = context;
  const deadlineMs = clock.monotonicMs() + waitMs;
  for (;;) {
    try {
      return await context.openJournal(directory, maxBytes);
    } catch (error) {
      const isHeld = error instanceof MarqueeError && error.code === 'already-running';
      if (!isHeld || clock.monotonicMs() >= deadlineMs) throw error;
    }
    await sleep(TRY_AGAIN_MS, NEVER);
  }
}

const NEVER = new AbortController().signal;
