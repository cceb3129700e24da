import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { importMovieLens } from '../src/catalogue/import-movielens.ts';
import type { Item } from '../src/domain/item.ts';

/** The films of a MovieLens folder as `import movielens` makes them of movies.csv, tags.csv and metadata.json, those that are there. */
export async function readFilms(folder: string): Promise<Item[]> {
  const open = (file: string) => createReadStream(join(folder, file));
  const openIfThere = (file: string) => (existsSync(join(folder, file)) ? open(file) : null);
  const files = {
    movies: open('movies.csv'),
    // Items come first, and nothing is read of it before they are through.
    ratings: open('ratings.csv'),
    tags: openIfThere('tags.csv'),
    metadata: openIfThere('metadata.json'),
  };
  const films: Item[] = [];
  for await (const { items, events } of importMovieLens(files, {
    userKeyOf: (userId) => userId,
    nowMs: Number.MAX_SAFE_INTEGER,
  })) {
    if (events.length > 0) break;
    films.push(...items);
  }
  for (const stream of Object.values(files)) stream?.destroy();
  return films;
}
