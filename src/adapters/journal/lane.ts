import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Journal } from '../../domain/ports/journal.ts';
import type { StateOffset } from '../../domain/ports/state-offset.ts';
import { type JournalOptions, openJournal } from './journal.ts';
import { lockDataDir } from './lock.ts';
import { claimJournal, type JournalOwner } from './owner.ts';
import { createStateOffset } from './state-offset.ts';

/** A journal that this process alone holds until it is closed. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly stateOffset: StateOffset;
  close(): Promise<void>;
}

/**
 * Opens the journal of a lane: a directory with a lock and `journal/` in it (DATA_DIR is one, so is each worker's and each
 * import's), made when it is not there; or `journal/` itself, wherever it was copied to. Throws MarqueeError 'already-running'
 * when another process holds it, 'data-check-failed' when it is another tenant's, 'journal-unavailable' when it cannot be read.
 */
export async function openLane(
  directory: string,
  options: Omit<JournalOptions, 'directory'> & { readonly owner: JournalOwner },
): Promise<OpenedJournal> {
  const { lockDirectory, journalDirectory } = placesOf(resolve(directory));
  mkdirSync(lockDirectory, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(lockDirectory);
  try {
    claimJournal(journalDirectory, options.owner);
    const journal = await openJournal({ ...options, directory: journalDirectory });
    return {
      journal,
      stateOffset: createStateOffset(journalDirectory, journal.journalId),
      async close() {
        await journal.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function placesOf(directory: string): { lockDirectory: string; journalDirectory: string } {
  if (!existsSync(join(directory, 'journal-id'))) {
    return { lockDirectory: directory, journalDirectory: join(directory, 'journal') };
  }
  // Where its holder has the lock, if it is still in its place.
  return {
    lockDirectory: basename(directory) === 'journal' ? dirname(directory) : directory,
    journalDirectory: directory,
  };
}
