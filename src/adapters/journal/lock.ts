import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MarqueeError } from '../../domain/errors.ts';

/**
 * One process a data directory. The lock is the operating system's (docs/adr/0004-lock-by-sqlite.md): it is free the moment
 * its holder is gone, however it went. Throws MarqueeError 'already-running' when someone else holds it.
 */
export async function lockDataDir(dataDir: string): Promise<{ release(): void }> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new MarqueeError(
      'already-running',
      `Another Marquee process is using ${dataDir}. Stop it, or give this one a DATA_DIR of its own.`,
      { cause },
    );
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}

const SQLITE_BUSY = 5;
