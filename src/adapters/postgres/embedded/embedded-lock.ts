import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { MarqueeError } from '../../../domain/errors.ts';

export interface FileLock {
  release(): void;
}

/**
 * Takes an operating-system lock on a file, waiting for it; freed by release() or by the death of the process, however it
 * dies. Node has no flock, SQLite has one on every platform: an exclusive or a reading transaction on an empty database.
 * Throws 'unavailable' when it cannot be had in time.
 */
export async function acquireLock(path: string, mode: 'exclusive' | 'shared', timeoutMs: number): Promise<FileLock> {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    const lock = tryLock(path, mode);
    if (lock) return lock;
    if (waitedMs >= timeoutMs) {
      throw new MarqueeError('unavailable', `Another process holds ${path} for too long. See what it is waiting for.`);
    }
    await sleep(PAUSE_MS);
  }
}

/** The same without waiting; null when another holds it. */
export function tryLock(path: string, mode: 'exclusive' | 'shared'): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    if (mode === 'exclusive') database.exec('BEGIN EXCLUSIVE');
    else database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

const PAUSE_MS = 50;
const SQLITE_BUSY = 5;
