import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Rating {
  readonly userId: string;
  readonly itemId: string;
  readonly atMs: number;
}

/** ratings.csv of a MovieLens folder, by time, then film. */
export async function readRatings(folder: string): Promise<Rating[]> {
  const lines = (await readFile(join(folder, 'ratings.csv'), 'utf8')).trim().split(/\r?\n/).slice(1);
  const ratings = lines.map((line) => {
    const [userId, itemId, , seconds] = line.split(',') as [string, string, string, string];
    return { userId, itemId, atMs: Number(seconds) * 1000 };
  });
  return ratings.sort((a, b) => a.atMs - b.atMs || Number(a.itemId) - Number(b.itemId));
}

/** Leave-last-out: each user's last rating, and all others. `ratings` by time. */
export function lastOut(ratings: readonly Rating[]): { train: Rating[]; test: Rating[] } {
  const lastOf = new Map(ratings.map((rating) => [rating.userId, rating]));
  const held = new Set(lastOf.values());
  return { train: ratings.filter((rating) => !held.has(rating)), test: [...held] };
}
