import { loadConfig } from '../src/config.ts';
import { openTools } from '../src/context.ts';
import type { Catalogue } from '../src/domain/catalogue.ts';
import { evaluate } from '../src/learning/evaluation/evaluate.ts';
import type { StageName } from '../src/learning/evaluation/evaluate-stages.ts';
import { evaluationInput } from '../src/learning/evaluation/evaluation-input.ts';
import type { EventTable } from '../src/learning/log/event-table.ts';
import { hideTitles } from '../src/learning/log/hide-titles.ts';
import { NO_PAGES } from '../src/learning/log/logged-pages.ts';
import { readFilms } from './movielens-films.ts';
import { lastOut, readRatings } from './movielens-ratings.ts';
import { meanOf } from './paired-difference.ts';

/**
 * node bench/cold-items.ts DIR [seeds] [stages]: the table of cold items in docs/quality.md. A tenth of the films of a MovieLens folder is
 * held out of training entirely. Of the users whose held-out last film is such a film: is it among the first 50 of all, history
 * excluded? By content alone, since nothing else is known of it. Beside it what the other users get, and two baselines by genre.
 */
const [directory, seedList = '1,2,3,4,5', stageList = 'popularity,cooccurrence,retrieval,served'] =
  process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/cold-items.ts <MovieLens folder> [seeds, e.g. 1,2,3] [stages]\n');
  process.exit(2);
}
const SHARE = 0.1;
const DEPTH = 50;
const stages = stageList.split(',') as StageName[];

const { train, test } = lastOut(await readRatings(directory));
const rated = new Set([...train, ...test].map(({ itemId }) => itemId));
const items = (await readFilms(directory)).filter(({ itemId }) => rated.has(itemId));
const { clock, indexBuilder, openBackend } = openTools(loadConfig({ LOG_LEVEL: 'silent' }));
await openBackend();

/** By row of the table: hits of cold answers and of the others, one number a question of any seed. */
const cold = new Map<string, number[]>();
const known = new Map<string, number[]>();
for (const seed of seedList.split(',').map(Number)) {
  const input = evaluationInput({
    train: columnsOf(train),
    test: columnsOf(test),
    items,
    candidates: null,
  });
  const { table, hidden } = hideTitles(input.table, input.catalogue, SHARE, seed);
  const note = (name: string, title: number, hit: number): void => {
    const hits = hidden[title] === 1 ? cold : known;
    hits.set(name, [...(hits.get(name) ?? []), hit]);
  };
  const startedMs = clock.monotonicMs();
  await evaluate({
    ...input,
    table,
    pages: NO_PAGES,
    excludeHistory: true,
    ks: [DEPTH],
    stages,
    seed,
    indexBuilder,
    clock,
    onRank: (stage, _user, title, rank) => note(stage, title, rank < DEPTH ? 1 : 0),
  });
  byGenre(input.catalogue, table, input.tests, note);
  const seconds = Math.round((clock.monotonicMs() - startedMs) / 1000);
  process.stderr.write(
    `seed ${seed}: ${stages.map((name) => `${name} ${shown(cold.get(name)!)}`).join(', ')}; ${seconds} s\n`,
  );
}
const lines = ['chance', 'genres used most', "the user's genres", ...stages].map(
  (name) => `| ${name} | ${shown(cold.get(name)!)} | ${shown(known.get(name)!)} |`,
);
process.stdout.write(
  `${cold.get('chance')!.length} questions about cold films, ${known.get('chance')!.length} others\n`,
);
process.stdout.write(`${['| stage | cold hr@50 | other hr@50 |', '|---|---|---|', ...lines].join('\n')}\n`);

/** Mean and its standard error. */
function shown(hits: readonly number[]): string {
  const mean = meanOf(hits);
  return `${mean.toFixed(4)} ± ${Math.sqrt((mean * (1 - mean)) / hits.length).toFixed(4)}`;
}

/** Three ways to know nothing of a film but its genres, or not even those: ranked among all. */
function byGenre(
  catalogue: Catalogue,
  table: EventTable,
  tests: { readonly user: Int32Array; readonly title: Int32Array },
  note: (name: string, title: number, hit: number) => void,
): void {
  const { genreOffsets, genreNumbers, size } = catalogue;
  const genresOf = (dense: number): Int32Array => genreNumbers.subarray(genreOffsets[dense]!, genreOffsets[dense + 1]!);
  const titlesOf = Array.from({ length: table.users }, (): number[] => []);
  const uses = new Float64Array(catalogue.genres.length);
  for (let at = 0; at < table.length; at++) {
    const dense = catalogue.denseOfItemNo(table.itemNo[at]!);
    titlesOf[table.user[at]!]!.push(dense);
    for (const genre of genresOf(dense)) uses[genre]!++;
  }
  const meanOver = (values: Float64Array): Float32Array =>
    Float32Array.from({ length: size }, (_, dense) => {
      const genres = genresOf(dense);
      return genres.length === 0 ? 0 : genres.reduce((sum, genre) => sum + values[genre]!, 0) / genres.length;
    });
  const popular = meanOver(uses);
  for (let i = 0; i < tests.user.length; i++) {
    const past = new Set(titlesOf[tests.user[i]!] ?? []);
    const open = Int32Array.from({ length: size }, (_, dense) => dense).filter((dense) => !past.has(dense));
    const own = new Float64Array(uses.length);
    for (const title of past) for (const genre of genresOf(title)) own[genre]!++;
    const title = tests.title[i]!;
    note('chance', title, DEPTH / open.length);
    note('genres used most', title, likelyHit(popular, title, open));
    note("the user's genres", title, likelyHit(meanOver(own), title, open));
  }
}

/** Films of equal genres are equal here, so ties are broken at random: how likely the answer is within the depth then. */
function likelyHit(scores: Float32Array, answer: number, open: Int32Array): number {
  let [ahead, equal] = [0, 0];
  for (const dense of open) {
    if (scores[dense]! > scores[answer]!) ahead++;
    else if (scores[dense] === scores[answer]) equal++;
  }
  return Math.min(1, Math.max(0, (DEPTH - ahead) / equal));
}

function columnsOf(rows: readonly { readonly userId: string; readonly itemId: string; readonly atMs: number }[]) {
  return {
    userId: rows.map(({ userId }) => userId),
    itemId: rows.map(({ itemId }) => itemId),
    atMs: rows.map(({ atMs }) => atMs),
  };
}
