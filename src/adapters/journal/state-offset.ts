import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateOffset } from '../../domain/ports/state-offset.ts';

/**
 * The position in a small file beside the segments. Not synced and not missed: merging the same records again changes nothing,
 * so a lost or unreadable file only costs a second look at what the journal still holds.
 */
export function createStateOffset(directory: string, journalId: string): StateOffset {
  const path = join(directory, 'state-position');
  return {
    async load() {
      const [owner, position] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
      const known = owner === journalId && /^\d{1,16}$/.test(position ?? '');
      return known ? Number(position) : 0;
    },
    async save(position) {
      await writeFile(`${path}.new`, `${journalId} ${position}`);
      await rename(`${path}.new`, path);
    },
  };
}
