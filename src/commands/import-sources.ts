import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MovieLensFiles } from '../catalogue/import-movielens.ts';
import { MarqueeError } from '../domain/errors.ts';

/** Opens FILE, or standard input for "-". Throws 'bad-argument' when there is no such file. */
export async function openSource(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
  onProgress: (bytesRead: number, bytes: number) => void,
): Promise<{ name: string; bytes: AsyncIterable<Uint8Array | string> }> {
  if (path === '-') return { name: '-', bytes: stdin };
  const size = await sizeOf(path);
  if (size === null) throw new MarqueeError('bad-argument', `There is no file ${path}.`);
  return { name: path, bytes: counted(path, byteCounter(size, onProgress)) };
}

/** Opens the files of a MovieLens folder; all are counted as one progress. Throws 'bad-argument' when a needed one is missing. */
export async function movieLensFiles(
  directory: string,
  onProgress: (bytesRead: number, bytes: number) => void,
): Promise<MovieLensFiles> {
  const names = ['movies.csv', 'ratings.csv', 'tags.csv', 'metadata.json'];
  const sizes = await Promise.all(names.map((name) => sizeOf(join(directory, name))));
  if (sizes[0] === null || sizes[1] === null) {
    throw new MarqueeError('bad-argument', `${directory} must be a folder with movies.csv and ratings.csv.`);
  }
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const onBytes = byteCounter(total, onProgress);
  const open = (index: number) => counted(join(directory, names[index]!), onBytes);
  return {
    movies: open(0),
    ratings: open(1),
    tags: sizes[2] === null ? null : open(2),
    metadata: sizes[3] === null ? null : open(3),
  };
}

async function sizeOf(path: string): Promise<number | null> {
  // Whatever the reason a file cannot be seen, the caller says which one it needs.
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isDirectory() ? found.size : null;
}

function byteCounter(total: number, onProgress: (done: number, total: number) => void): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    onProgress(done, total);
  };
}

async function* counted(path: string, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    yield chunk;
    onBytes(chunk.length);
  }
}
