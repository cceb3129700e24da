import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tombstone } from '../../domain/ports/erasures.ts';
import type { TombstoneFile } from '../../domain/ports/tombstone-file.ts';

/** DATA_DIR/erasures.ndjson: a line a tombstone, only ever appended to; several processes may. */
export function createTombstoneFile(dataDir: string): TombstoneFile {
  const path = join(dataDir, 'erasures.ndjson');
  return {
    async load() {
      const latest = new Map<string, Tombstone>();
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      for (const line of text.split('\n')) {
        const tombstone = tombstoneIn(line);
        if (tombstone === null) continue;
        const other = latest.get(tombstone.userKey);
        if (other === undefined || other.erasedAtMs < tombstone.erasedAtMs) latest.set(tombstone.userKey, tombstone);
      }
      return [...latest.values()];
    },
    async append(tombstones) {
      if (tombstones.length === 0) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const lines = tombstones.map(({ userKey, erasedAtMs }) => {
        return `${JSON.stringify({ userKey, erasedAt: new Date(erasedAtMs).toISOString() })}\n`;
      });
      const file = await open(path, 'a', 0o600);
      try {
        // An empty line first: the last one may have been cut by a crash.
        await file.write(`\n${lines.join('')}`);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

function tombstoneIn(line: string): Tombstone | null {
  try {
    const { userKey, erasedAt } = JSON.parse(line);
    const erasedAtMs = Date.parse(erasedAt);
    return /^[0-9a-f]{32}$/.test(userKey) && erasedAtMs > 0 ? { userKey, erasedAtMs } : null;
  } catch {
    return null;
  }
}
