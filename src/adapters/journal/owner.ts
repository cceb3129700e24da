import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import { writeDurably } from './write-durably.ts';

/** Whose records a journal holds. */
export interface JournalOwner {
  readonly tenant: string;
  /** Tells one SECRET_FILE from another without telling what is in it: user keys of two secrets have nothing in common. */
  readonly secretMark: string;
}

/**
 * Marks a journal's directory with its owner when it is first opened. Throws MarqueeError 'data-check-failed' when it is another's:
 * its records would go into the wrong schema, about users that nobody there can be.
 */
export function claimJournal(directory: string, owner: JournalOwner): void {
  const path = join(directory, 'owner');
  const mark = `${owner.tenant} ${owner.secretMark}\n`;
  const found = readIfThere(path);
  if (found === mark) return;
  if (found === null) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeDurably(path, mark);
    return;
  }
  const [tenant] = found.split(' ');
  throw new MarqueeError(
    'data-check-failed',
    tenant === owner.tenant
      ? `The journal in ${directory} was written with another SECRET_FILE; use that one, or move the journal away.`
      : `The journal in ${directory} belongs to tenant ${tenant}, not ${owner.tenant}; set TENANT, or move the journal away.`,
  );
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
