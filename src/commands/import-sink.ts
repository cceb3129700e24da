import { join } from 'node:path';
import type { OpenedJournal } from '../context.ts';
import type { Decision } from '../domain/decision.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { UserChange } from '../domain/user-change.ts';
import { finishLeftLanes, type LaneDeps, removeLane } from './left-lanes.ts';

/** Where imported events and decisions go. */
export interface EventSink extends ImportIntake {
  /** Waits until everything accepted is in Postgres and in the user states. */
  finish(): Promise<void>;
  /** Also without finish(): what is left is shipped by the next import or start of the service. */
  close(): Promise<void>;
}

export interface ImportIntake {
  /** Resolves when all events are durable: only then may they be acknowledged. */
  accept(events: readonly ViewerEvent[]): Promise<void>;
  /** The same for decisions. Before the events that name them. */
  acceptDecisions(decisions: readonly Decision[]): Promise<void>;
  acceptUserChanges(changes: readonly UserChange[]): Promise<void>;
}

export interface ImportSinkDeps extends LaneDeps {
  readonly dataDir: string;
  createIntake(opened: OpenedJournal): ImportIntake;
  randomBytes(size: number): Uint8Array;
}

/**
 * A journal of an import's own, under DATA_DIR/imports: the service may be running and holds the main one. Events and decisions
 * take the same way as through the API: journal, then consumer.
 */
export async function openImportSink(deps: ImportSinkDeps): Promise<EventSink> {
  await finishLeftImports(deps);
  const name = Buffer.from(deps.randomBytes(8)).toString('hex');
  const directory = join(importsDirectory(deps.dataDir), name);
  const lane = await openLane(deps, directory);
  // An empty journal has nothing to ship.
  let isShipped = true;
  const put = async (append: () => Promise<void>): Promise<void> => {
    isShipped = false;
    try {
      await append();
    } catch (error) {
      // The journal is full: what is in it has to reach Postgres first. A second refusal is final.
      if (!(error instanceof MarqueeError) || error.code !== 'journal-unavailable') throw error;
      await lane.consumer.drain();
      await append();
    }
  };
  return {
    accept: (events) => put(() => lane.intake.accept(events)),
    acceptDecisions: (decisions) => put(() => lane.intake.acceptDecisions(decisions)),
    acceptUserChanges: (changes) => put(() => lane.intake.acceptUserChanges(changes)),
    async finish() {
      if (isShipped) return;
      await lane.consumer.drain();
      isShipped = true;
    },
    async close() {
      await lane.close();
      if (isShipped) await removeLane(directory);
    },
  };
}

/**
 * Ships what an import that was killed left behind: its lines were acknowledged. An import that is still running is left alone.
 * Returns how many were finished.
 */
export async function finishLeftImports(deps: ImportSinkDeps): Promise<number> {
  return (await finishLeftLanes(deps, importsDirectory(deps.dataDir))).finished.length;
}

export const importsDirectory = (dataDir: string): string => join(dataDir, 'imports');

async function openLane(deps: ImportSinkDeps, directory: string) {
  const opened = await deps.openJournal(directory);
  try {
    const consumer = deps.createConsumer(opened);
    consumer.start();
    return {
      intake: deps.createIntake(opened),
      consumer,
      async close() {
        await consumer.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
