import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedJournal } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';

export interface LaneDeps {
  /** Opens a lane that this process alone holds; throws 'already-running' when another has it. */
  openJournal(directory: string): Promise<OpenedJournal>;
  createConsumer(opened: OpenedJournal): LaneConsumer;
}

export interface LaneConsumer {
  start(): void;
  drain(): Promise<void>;
  stop(): Promise<void>;
  /** For who watches it. */
  lag?(): { readonly unshippedBytes: number; readonly unmergedBytes: number };
}

/** What became of the lanes under a directory. */
export interface LeftLanes {
  /** Shipped to their end and removed. */
  readonly finished: readonly string[];
  /** Bytes that the journals of those had on the disk. */
  readonly bytes: number;
  /** Another process has them still. */
  readonly held: readonly string[];
}

/**
 * Ships what processes that are gone left in the lanes under `root`: it was acknowledged. Lanes that are held, and those that
 * `isOurs` names, are left alone. Rejects when one cannot be shipped or the signal ends it; the journals keep what is left.
 */
export async function finishLeftLanes(
  deps: LaneDeps,
  root: string,
  options: {
    readonly isOurs?: (name: string) => boolean;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<LeftLanes> {
  const finished: string[] = [];
  const held: string[] = [];
  let bytes = 0;
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of (await readdir(root)).toSorted()) {
    const directory = join(root, name);
    if (name.endsWith(SHIPPED)) {
      await rm(directory, { recursive: true, force: true });
      continue;
    }
    if (options.isOurs?.(name)) continue;
    const size = await shipLane(deps, directory, options.signal);
    if (size === null) {
      held.push(directory);
      continue;
    }
    await removeLane(directory);
    finished.push(directory);
    bytes += size;
  }
  return { finished, bytes, held };
}

/**
 * Brings everything in a lane to Postgres and into the user states, and leaves its journal without a record. Resolves with the
 * bytes it had on the disk, null when another process holds it. Rejects when the signal ends it first.
 */
export async function shipLane(deps: LaneDeps, directory: string, signal?: AbortSignal): Promise<number | null> {
  const opened = await deps.openJournal(directory).catch((error: unknown) => {
    if (error instanceof MarqueeError && error.code === 'already-running') return null;
    throw error;
  });
  if (opened === null) return null;
  try {
    const { journal } = opened;
    const { sizeBytes } = journal;
    const consumer = deps.createConsumer(opened);
    consumer.start();
    try {
      await Promise.race([consumer.drain(), ended(signal)]);
    } finally {
      await consumer.stop();
    }
    journal.rotate();
    await journal.trim(journal.endPosition);
    return sizeBytes;
  } finally {
    await opened.close();
  }
}

/** Renamed first: a directory that is half removed must not look like a journal with its beginning gone. */
export async function removeLane(directory: string): Promise<void> {
  await rename(directory, `${directory}${SHIPPED}`);
  await rm(`${directory}${SHIPPED}`, { recursive: true, force: true });
}

const SHIPPED = '.shipped';

function ended(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new MarqueeError('unavailable', 'Stopped before everything was shipped.'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
