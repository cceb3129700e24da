import { closeSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JournalIo } from './journal-io.ts';

/**
 * Brings the names of the directories on the way to this one to the disk: whoever made them has not, and a journal whose directory
 * is gone after a crash of the machine has lost what it acknowledged. A directory that may not be opened was not made by us.
 */
export async function syncAncestors(directory: string, io: Pick<JournalIo, 'fsync'>): Promise<void> {
  let at = resolve(directory);
  while (at !== dirname(at)) {
    at = dirname(at);
    const fd = openIfAllowed(at);
    if (fd === null) continue;
    try {
      await io.fsync(fd);
    } catch (error) {
      // A file system that is only read has nothing to sync.
      if (!['EINVAL', 'EROFS', 'ENOTSUP'].includes(codeOf(error))) throw error;
    } finally {
      closeSync(fd);
    }
  }
}

function openIfAllowed(directory: string): number | null {
  try {
    return openSync(directory, 'r');
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(codeOf(error))) return null;
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
