import { loadConfig } from '../src/config.ts';
import { openTools } from '../src/context.ts';
import { cooccurrenceScores } from '../src/features/cooccurrence.ts';
import type { AlignedRetrieval } from '../src/features/feature-context.ts';
import type { History } from '../src/features/history.ts';
import { innerProduct } from '../src/features/inner-product.ts';
import { userVector } from '../src/features/user-vector.ts';
import { createEaseScorer, trainEase } from '../src/learning/evaluation/ease.ts';
import { evaluationInput } from '../src/learning/evaluation/evaluation-input.ts';
import { NO_PAGES } from '../src/learning/log/logged-pages.ts';
import { learnedVectors } from '../src/learning/retrieval/item-vectors.ts';
import { type TrainedRetrieval, trainRetrieval } from '../src/learning/retrieval/train-retrieval.ts';
import { keepUsers, type RowTimelines } from '../src/learning/retrieval/transitions.ts';
import { trainImplicitAls } from './methods/implicit-als.ts';
import { createSequenceTower } from './methods/sequence-tower.ts';
import { readFilms } from './movielens-films.ts';
import { lastOut, readRatings } from './movielens-ratings.ts';

/**
 * node bench/retrieval-methods.ts DIR [seeds]: retrieval methods side by side, the table of docs/quality.md. Leave-last-out on a
 * MovieLens folder, every film ranked, history excluded, ties against the answer; all with the same histories, the newest first.
 */
const [directory, seedList = '1,2,3'] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/retrieval-methods.ts <MovieLens folder> [seeds, e.g. 1,2,3]\n');
  process.exit(2);
}
/** Scores by row of the timelines; rows beyond its length, and those that are NaN, are not known to the method. */
type Scorer = (history: readonly number[]) => ArrayLike<number>;
const DIMENSIONS = 64;
const MOST_EPOCHS = 8;

const { train, test } = lastOut(await readRatings(directory));
const rated = new Set([...train, ...test].map(({ itemId }) => itemId));
const items = (await readFilms(directory)).filter(({ itemId }) => rated.has(itemId));
const columns = (rows: typeof train) => ({
  userId: rows.map(({ userId }) => userId),
  itemId: rows.map(({ itemId }) => itemId),
  atMs: rows.map(({ atMs }) => atMs),
});
const input = evaluationInput({ train: columns(train), test: columns(test), items, candidates: null });
const { indexBuilder, openBackend } = openTools(loadConfig({ LOG_LEVEL: 'silent' }));
await openBackend();

const sums = new Map<string, number[]>();
const seeds = seedList.split(',').map(Number);
for (const seed of seeds) {
  const trained = trainRetrieval({ ...input, pages: NO_PAGES, seed, indexBuilder });
  const scorers = methods(trained, seed);
  const hits = new Map<string, number[]>();
  for (const [name, { score, seconds }] of scorers) {
    const measured = [...measure(score, trained.rowTimelines, trained.aligned), seconds];
    hits.set(name, measured);
    sums.set(
      name,
      (sums.get(name) ?? measured.map(() => 0)).map((sum, i) => sum + measured[i]!),
    );
  }
  process.stderr.write(`seed ${seed} done\n`);
}
const lines = [...sums].map(([name, [hr10, ndcg10, hr50, hr300, seconds]]) => {
  const means = [hr10!, ndcg10!, hr50!, hr300!].map((sum) => (sum / seeds.length).toFixed(4));
  return `| ${[name, ...means, (seconds! / seeds.length).toFixed(1)].join(' | ')} |`;
});
const names = ['method', 'hr@10', 'ndcg@10', 'hr@50', 'hr@300', 'CPU s of training'];
process.stdout.write(`${[`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...lines].join('\n')}\n`);

function methods(trained: TrainedRetrieval, seed: number): Map<string, { score: Scorer; seconds: number }> {
  const { model, aligned, rowTimelines, parameters, timelines } = trained;
  const made = new Map<string, { score: Scorer; seconds: number }>();
  const add = (name: string, make: () => Scorer): void => {
    const startedUs = cpuUs();
    const score = make();
    made.set(name, { score, seconds: (cpuUs() - startedUs) / 1e6 });
  };
  add('directed co-occurrence, all counts', () => {
    const sum = new Float32Array(model.itemNo.length);
    const touched = new Int32Array(model.itemNo.length);
    return (history) => {
      sum.fill(0);
      cooccurrenceScores(historyOf(history, aligned), aligned, sum, touched);
      return sum;
    };
  });
  add('co-occurrence factorised', () => {
    const { used } = rowTimelines;
    const { dimensions } = model;
    const vectors = learnedVectors({ columns: trained.columns, used, parameters, dimensions, seed });
    return byVectors({ ...aligned, model: { ...model, ...vectors } });
  });
  add('the same, blended with content (adopted)', () => {
    trainRetrieval({ ...input, pages: NO_PAGES, seed, indexBuilder }, parameters);
    return byVectors(aligned);
  });
  add('EASE, 4,000 most used, history by recency', () => {
    const score = createEaseScorer(trainEase(timelines, input.catalogue.size));
    const byDense = new Float32Array(input.catalogue.size);
    return (history) => {
      byDense.fill(Number.NaN);
      score(historyOf(history, aligned), byDense);
      return Float32Array.from(aligned.denseOfRow, (dense) => byDense[dense]!);
    };
  });
  add(`iALS, ${DIMENSIONS} dimensions, history by recency`, () => {
    const als = trainImplicitAls(rowTimelines, DIMENSIONS, 8, seed);
    return (history) => als.scores(history);
  });
  add(`sequential tower, ${DIMENSIONS} dimensions, sampled softmax`, () => {
    const epochs = bestEpochs(rowTimelines, aligned, seed);
    const tower = createSequenceTower(rowTimelines, DIMENSIONS, seed);
    for (let epoch = 0; epoch < epochs; epoch++) tower.epoch();
    return tower.scores;
  });
  const blend = (name: string, parts: readonly string[]): void =>
    add(name, () => (history) => {
      const standard = parts.map((part) => standardised(made.get(part)!.score(history), model.itemNo.length));
      return Float64Array.from({ length: model.itemNo.length }, (_, row) =>
        standard.reduce((sum, scores) => sum + scores[row]!, 0),
      );
    });
  const [, , adopted, ease, , tower] = [...made.keys()] as [string, string, string, string, string, string];
  blend('adopted + EASE', [adopted, ease]);
  blend('adopted + sequential tower', [adopted, tower]);
  blend('all three', [adopted, ease, tower]);
  return made;
}

/** Passes over the data after which each user's last training title is ranked best, in a tower made without those. */
function bestEpochs(all: RowTimelines, aligned: AlignedRetrieval, seed: number): number {
  const { users, offsets, row, strength } = all;
  const shorter = new Int32Array(users + 1);
  const kept: number[] = [];
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]! - 1; at++) kept.push(at);
    shorter[user + 1] = kept.length;
  }
  const part = {
    ...keepUsers(all, () => false),
    offsets: shorter,
    row: Int32Array.from(kept, (at) => row[at]!),
    strength: Float32Array.from(kept, (at) => strength[at]!),
  };
  const answers = Array.from({ length: users }, (_, user) => row[offsets[user + 1]! - 1]!);
  const tower = createSequenceTower(part, DIMENSIONS, seed);
  let best = { epochs: 1, ndcg: 0 };
  for (let epochs = 1; epochs <= MOST_EPOCHS; epochs++) {
    tower.epoch();
    const [, ndcg] = measure(tower.scores, part, aligned, answers);
    if (ndcg! > best.ndcg) best = { epochs, ndcg: ndcg! };
  }
  return best.epochs;
}

/** hr@10, ndcg@10, hr@50, hr@300 over the test rows, or over one answer a user. */
function measure(
  score: Scorer,
  timelines: RowTimelines,
  aligned: AlignedRetrieval,
  answers?: readonly number[],
): number[] {
  const totals = [0, 0, 0, 0];
  const rows = timelines.titles.length;
  const users = answers === undefined ? [...input.tests.user] : answers.map((_, user) => user);
  users.forEach((user, question) => {
    const [first, last] = [timelines.offsets[user] ?? 0, timelines.offsets[user + 1] ?? 0];
    const history = [...timelines.row.subarray(first, last)].reverse();
    const answer = answers?.[question] ?? aligned.rowOfDense[input.tests.title[question]!]!;
    const scores = score(history);
    const past = new Set(history);
    const own = scores[answer] ?? Number.NaN;
    let ahead = 0;
    // What a method does not know (no number) stands behind what it knows; ties count against the answer.
    for (let one = 0; one < rows; one++) if (one !== answer && !past.has(one) && scores[one]! >= own) ahead++;
    if (Number.isNaN(own)) ahead = rows;
    if (ahead < 10) totals[0]!++;
    if (ahead < 10) totals[1]! += 1 / Math.log2(ahead + 2);
    if (ahead < 50) totals[2]!++;
    if (ahead < 300) totals[3]!++;
  });
  return totals.map((total) => total / users.length);
}

function byVectors(retrieval: AlignedRetrieval): Scorer {
  const { dimensions, targetVectors, itemNo } = retrieval.model;
  const user = new Float32Array(dimensions);
  return (history) => {
    userVector(historyOf(history, retrieval), retrieval, user);
    const asked = Float64Array.from(user);
    return Float64Array.from(itemNo, (_, row) => innerProduct(targetVectors, row * dimensions, asked, dimensions));
  };
}

function historyOf(rows: readonly number[], { denseOfRow }: AlignedRetrieval): History {
  return {
    length: rows.length,
    title: Int32Array.from(rows, (row) => denseOfRow[row]!),
    strength: new Float32Array(rows.length).fill(1),
    lastAtMs: new Float64Array(rows.length),
  };
}

/** Mean 0 and deviation 1 over what is known; what is not gets the least. */
function standardised(scores: ArrayLike<number>, rows: number): Float64Array {
  const known = Array.from(scores).filter((score) => !Number.isNaN(score));
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, score) => sum + (score - mean) ** 2, 0) / known.length) || 1;
  const least = known.reduce((low, score) => Math.min(low, score), Number.POSITIVE_INFINITY);
  return Float64Array.from({ length: rows }, (_, row) => {
    const score = scores[row] ?? Number.NaN;
    return ((Number.isNaN(score) ? least : score) - mean) / deviation;
  });
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
