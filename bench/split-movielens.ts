import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFilms } from './movielens-films.ts';

/**
 * node bench/split-movielens.ts DIR OUT: leave-last-out. Of each user's ratings the last (by timestamp, then movieId) goes to
 * OUT/test.csv, the others to OUT/train.csv; OUT/items.ndjson holds the films, described as `import movielens`
 * describes them.
 */
const [from, out] = process.argv.slice(2);
if (from === undefined || out === undefined) {
  process.stderr.write('usage: node bench/split-movielens.ts <MovieLens folder> <output folder>\n');
  process.exit(2);
}
await mkdir(out, { recursive: true });

const ratings = (await readFile(join(from, 'ratings.csv'), 'utf8'))
  .split(/\r?\n/)
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => {
    const [userId, itemId, value, timestamp] = line.split(',') as [string, string, string, string];
    return { userId, itemId, value, timestamp };
  });
const order = (a: (typeof ratings)[number], b: (typeof ratings)[number]): number =>
  Number(a.timestamp) - Number(b.timestamp) || Number(a.itemId) - Number(b.itemId);
const lastOf = new Map<string, (typeof ratings)[number]>();
for (const rating of ratings.toSorted(order)) lastOf.set(rating.userId, rating);
const held = new Set(lastOf.values());
const train = ratings.filter((rating) => !held.has(rating)).sort(order);
await writeFile(
  join(out, 'train.csv'),
  `userId,itemId,timestamp,value\n${train.map((r) => `${r.userId},${r.itemId},${r.timestamp},${r.value}\n`).join('')}`,
);
await writeFile(join(out, 'test.csv'), `userId,itemId\n${[...held].map((r) => `${r.userId},${r.itemId}\n`).join('')}`);

const rated = new Set(ratings.map(({ itemId }) => itemId));
const items: string[] = [];
for (const item of await readFilms(from)) if (rated.has(item.itemId)) items.push(JSON.stringify(item));
await writeFile(join(out, 'items.ndjson'), `${items.join('\n')}\n`);
process.stderr.write(`${train.length} training rows, ${held.size} test rows, ${items.length} items in ${out}\n`);
