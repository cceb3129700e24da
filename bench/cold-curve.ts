import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importItems } from '../src/catalogue/import-items.ts';
import { loadConfig } from '../src/config.ts';
import { openTools } from '../src/context.ts';
import type { Item } from '../src/domain/item.ts';
import { evaluate } from '../src/learning/evaluation/evaluate.ts';
import { NO_PAGES } from '../src/learning/log/logged-pages.ts';
import { coldUsers, NEXT, POINTS, type Rating } from './cold-users.ts';
import { meanOf, pairedDifference } from './paired-difference.ts';

/**
 * node bench/cold-curve.ts DIR [seed] [slices]: the cold curve of docs/quality.md. A fifth of the users of a MovieLens folder is held
 * out of all training; each is asked after the first 1, 3, 5 and 10 events, history excluded: is the next title in the top 10, how many
 * of the next 5? Served against popularity and co-occurrence, user by user. `slices` (1..5): so many disjoint fifths in turn, each with
 * models of its own, for smaller standard errors.
 */
const [directory, seedText = '1', slicesText = '1'] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/cold-curve.ts <MovieLens folder> [seed] [slices 1..5]\n');
  process.exit(2);
}
const seed = Number(seedText);
const STAGES = ['popularity', 'cooccurrence', 'served'] as const;
const MEASURES = ['hr@10', 'ndcg@10', 'recall@10'] as const;
const DEPTH = 10;

const ratings = await readRatings(join(directory, 'ratings.csv'));
const items = await readFilms(directory);
const { clock, indexBuilder, openBackend } = openTools(loadConfig({ LOG_LEVEL: 'silent' }));
await openBackend();
/** By point, stage and measure: one value a held-out user, in the same order for all stages. */
const values = new Map<string, number[]>();
for (let slice = 0; slice < Number(slicesText); slice++) {
  const { questionOf, ...input } = coldUsers(ratings, items, seed, slice);
  const found = new Map<string, Map<number, number[]>>();
  await evaluate({
    ...input,
    pages: NO_PAGES,
    excludeHistory: true,
    ks: [DEPTH],
    stages: STAGES,
    seed,
    indexBuilder,
    clock,
    onRank(stage, guest, title, rank) {
      const { point, next } = questionOf(guest);
      const hit = rank < DEPTH ? 1 : 0;
      add(found, `${point} ${stage} recall@10`, guest, hit / NEXT);
      if (title !== next) return;
      add(found, `${point} ${stage} hr@10`, guest, hit);
      add(found, `${point} ${stage} ndcg@10`, guest, hit / Math.log2(rank + 2));
    },
  });
  for (const [key, byGuest] of found) {
    const sums = [...byGuest.keys()].sort((a, b) => a - b).map((guest) => byGuest.get(guest)!.reduce((a, b) => a + b));
    values.set(key, [...(values.get(key) ?? []), ...sums]);
  }
  process.stderr.write(`slice ${slice + 1} of ${slicesText} done\n`);
}
print();

function print(): void {
  const of = (point: number, stage: string, measure: string): number[] => values.get(`${point} ${stage} ${measure}`)!;
  const lines = POINTS.flatMap((point) =>
    MEASURES.map((measure) => {
      const served = of(point, 'served', measure);
      const means = STAGES.map((stage) => meanOf(of(point, stage, measure)).toFixed(4));
      const differences = (['popularity', 'cooccurrence'] as const).map((stage) => {
        const { mean, standardError } = pairedDifference(served, of(point, stage, measure));
        return `${mean < 0 ? '' : '+'}${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
      });
      return `| ${[point, measure, ...means, ...differences].join(' | ')} |`;
    }),
  );
  const names = ['events', 'measure', ...STAGES, 'served - popularity', 'served - cooccurrence'];
  const users = of(POINTS[0], 'served', 'hr@10').length;
  process.stdout.write(`${users} held-out users\n`);
  process.stdout.write(`${[`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...lines].join('\n')}\n`);
}

function add(to: Map<string, Map<number, number[]>>, key: string, guest: number, value: number): void {
  const byGuest = to.get(key) ?? new Map<number, number[]>();
  to.set(key, byGuest);
  byGuest.set(guest, [...(byGuest.get(guest) ?? []), value]);
}

async function readRatings(file: string): Promise<Rating[]> {
  const lines = (await readFile(file, 'utf8')).trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [userId, itemId, , seconds] = line.split(',') as [string, string, string, string];
    return { userId, itemId, atMs: Number(seconds) * 1000 };
  });
}

/** As split-movielens.ts describes them. */
async function readFilms(from: string): Promise<Item[]> {
  const folder = await mkdtemp(join(tmpdir(), 'marquee-cold-'));
  try {
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'split-movielens.ts'), from, folder]);
    const file = join(folder, 'items.ndjson');
    const films: Item[] = [];
    for await (const records of importItems(createReadStream(file), file)) {
      for (const record of records) {
        if (record.refusal) throw new Error(`${file}: line ${record.line}: ${record.refusal.detail}`);
        films.push(record.value);
      }
    }
    return films;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
