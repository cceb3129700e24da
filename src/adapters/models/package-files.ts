import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MarqueeError } from '../../domain/errors.ts';

/** What every package of format 1 consists of, beside manifest.json; see models/README.md. */
export const PACKAGE_FILES = [
  'retrieval.bin',
  'content.bin',
  'index.hnsw',
  'ranker/model.json',
  'ranker/weights.bin',
  'golden.json',
] as const;
export const MANIFEST_FILE = 'manifest.json';

/** A version is a folder name; anything that could be a path, or one of our scratch folders, names no model. */
export function checkVersionName(version: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(version)) {
    throw new MarqueeError('unknown-model', `"${version.slice(0, 64)}" is not the name of a model version.`);
  }
}

/** A file inside a package: forward slashes, no way out of the folder. */
export const isPackagePath = (path: string): boolean =>
  path.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));

/** SHA-256 of a file, hex, read in pieces. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Files under a folder, as forward-slash paths relative to it, sorted. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Makes a file or a folder's list of names survive a power cut. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
