import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import type { FallbackListStore, FallbackLists, PopularLists } from '../../domain/ports/fallback-list.ts';

/**
 * The fallback lists as two JSON files in a directory: `popular.json`, {"kids": [...], "teen": [...], "adult": [...]}, written
 * here; and `editors-list.json`, ["itemId", ...], kept by hand. A file that is not there is an empty list.
 */
export function createFileFallbackLists(directory: string): FallbackListStore {
  const popularPath = join(directory, 'popular.json');

  return {
    async load(): Promise<FallbackLists> {
      const popular = (await readJson(popularPath)) as Partial<PopularLists> | null;
      return {
        popular: {
          kids: idsOf(popular?.kids, popularPath),
          teen: idsOf(popular?.teen, popularPath),
          adult: idsOf(popular?.adult, popularPath),
        },
        editors: idsOf((await readJson(join(directory, 'editors-list.json'))) ?? [], 'editors-list.json'),
      };
    },
    async save(popular) {
      await mkdir(directory, { recursive: true });
      // Several workers of one `serve` may write it at the same time.
      const temporary = `${popularPath}.${process.pid}.new`;
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(JSON.stringify(popular));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, popularPath);
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new MarqueeError('data-check-failed', `${path} cannot be read as JSON: mend or remove it.`, { cause: error });
  }
}

function idsOf(value: unknown, path: string): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw new MarqueeError('data-check-failed', `${path} must hold lists of item ids: mend or remove it.`);
}
