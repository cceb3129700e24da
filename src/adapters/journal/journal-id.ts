import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import { writeDurably } from './write-durably.ts';

/** The journal's name for ever, made when its directory is first opened. Throws 'data-check-failed' when it was tampered with. */
export function journalIdOf(directory: string): string {
  const path = join(directory, FILE_NAME);
  const existing = readIfThere(path);
  if (existing === null) return create(path);
  if (!UUID.test(existing)) {
    throw new MarqueeError(
      'data-check-failed',
      `${path} does not hold a journal id; restore it or move the journal away.`,
    );
  }
  return existing;
}

const FILE_NAME = 'journal-id';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function create(path: string): string {
  const journalId = randomUUID();
  writeDurably(path, journalId);
  return journalId;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
