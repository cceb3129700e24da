import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Rooms whose code decides what a training makes. */
const ROOMS = ['domain', 'features', 'network', 'learning', 'experiments', 'recommend', join('adapters', 'hnsw')];

/**
 * The release, and a mark of the very code: sources run as they are, so their bytes say which code it was, also between two
 * releases. `sourceDir` is src; the libraries are named by package.json beside it.
 */
export async function readCodeVersion(release: string, sourceDir: string): Promise<string> {
  const hash = createHash('sha256');
  for (const room of ROOMS) {
    for (const path of await sourcesUnder(join(sourceDir, room))) {
      hash.update(`${path.slice(sourceDir.length)}\0`).update(await readFile(path));
    }
  }
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(join(sourceDir, '..', 'package.json'), 'utf8'),
  );
  hash.update(JSON.stringify([dependencies, optionalDependencies]));
  return `${release}+${hash.digest('hex').slice(0, 12)}`;
}

async function sourcesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
