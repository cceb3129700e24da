import { loadConfig } from '../src/config.ts';
import { openTools } from '../src/context.ts';
import { hasBit } from '../src/domain/catalogue.ts';
import type { ModelPackage } from '../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../src/domain/objectives.ts';
import { type Snapshot, UNTOUCHED } from '../src/domain/snapshot.ts';
import { alignPackage } from '../src/features/align-package.ts';
import { rankedLists } from '../src/features/ranked-lists.ts';
import { featureFingerprint, featureWidth, writeFeatures } from '../src/features/schema.ts';
import { evaluationInput } from '../src/learning/evaluation/evaluation-input.ts';
import { evaluationViewers } from '../src/learning/evaluation/evaluation-viewers.ts';
import { NO_PAGES } from '../src/learning/log/logged-pages.ts';
import { buildPackageIndex, trainRetrieval } from '../src/learning/retrieval/train-retrieval.ts';
import { trainRankerFor } from '../src/learning/training/train-ranker-from-log.ts';
import { createRanker } from '../src/network/ranker-net.ts';
import { byNearness } from '../src/recommend/order-by-relevance.ts';
import { pageContext } from '../src/recommend/page-context.ts';
import { type Blend, createLikeTitles, SIMILAR_BLEND } from '../src/recommend/sources/like-titles.ts';
import { readFilms } from './movielens-films.ts';
import { type Rating, readRatings } from './movielens-ratings.ts';

/**
 * node bench/similar-blend.ts DIR [seed]: what `similar` should be blended from, and what the ranker may say in it. The last titles of
 * each user of a MovieLens folder are held out. First, for nobody: from each title to the next one of the same user, what the user
 * had before left out. Then, for the user, the first round of the row ordered by score and likeness together: from the newest title of
 * the training to the first held out, and from that one, which the history does not have, to the second. "alike": mean share of genres (Jaccard) of the first ten with the seed.
 */
const [directory, seedText = '1'] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node bench/similar-blend.ts <MovieLens folder> [seed]\n');
  process.exit(2);
}
const seed = Number(seedText);
const HELD = 5;
const ROUND = 60;

const ratings = await readRatings(directory);
const byUser = Map.groupBy(ratings, ({ userId }) => userId);
const held = new Set<Rating>([...byUser.values()].flatMap((own) => own.slice(-HELD)));
const columns = (rows: readonly Rating[]) => ({
  userId: rows.map(({ userId }) => userId),
  itemId: rows.map(({ itemId }) => itemId),
  atMs: rows.map(({ atMs }) => atMs),
});
const rated = new Set(ratings.map(({ itemId }) => itemId));
const input = evaluationInput({
  train: columns(ratings.filter((rating) => !held.has(rating))),
  test: columns([...byUser.values()].map((own) => own.at(-HELD)!)),
  items: (await readFilms(directory)).filter(({ itemId }) => rated.has(itemId)),
  candidates: null,
});
const { catalogue } = input;
const { indexBuilder, openBackend, clock } = openTools(loadConfig({ LOG_LEVEL: 'silent' }));
await openBackend();
const training = { ...input, pages: NO_PAGES, seed, indexBuilder, clock };
const retrieval = trainRetrieval(training);
const index = buildPackageIndex(training, retrieval.model).searcher(400);
const ranker = createRanker((await trainRankerFor(training, retrieval)).weights);
const model: ModelPackage = {
  version: 'bench',
  manifest: { fingerprint: featureFingerprint() } as ModelPackage['manifest'],
  retrieval: retrieval.model,
  content: retrieval.content,
  index,
  ranker,
};
const models = alignPackage(model, catalogue);
const viewers = evaluationViewers({ ...training, excludeHistory: true });
const likeTitles = createLikeTitles(SIMILAR_BLEND);
const denseOf = ({ itemId }: Rating): number => catalogue.denseOfItemId(itemId);

const BLENDS: Record<string, Blend> = {
  'co-occurrence alone': { offset: 10, depth: 200, cooccurrence: 1, vectors: 1e-9, content: 1e-9 },
  'vectors alone': { offset: 10, depth: 200, cooccurrence: 1e-9, vectors: 1, content: 1e-9 },
  'content alone': { offset: 10, depth: 200, cooccurrence: 1e-9, vectors: 1e-9, content: 1 },
};
for (const offset of [3, 10, 30]) {
  for (const vectors of offset === 10 ? [0.5, 1] : [1]) {
    for (const content of [0, 0.25, 0.5, 1]) {
      BLENDS[`offset ${offset}, vectors ${vectors}, content ${content}`] = {
        offset,
        depth: 200,
        cooccurrence: 1,
        vectors,
        content,
      };
    }
  }
}

/** By the first title held out of a user and the newest before it, which together name the user well enough: the second one. */
const secondOf = new Map<number, Map<number, number>>();
for (const own of byUser.values()) {
  if (own.length <= HELD) continue;
  const [before, first, second] = own.slice(-HELD - 1).map(denseOf) as [number, number, number];
  if (!secondOf.has(first)) secondOf.set(first, new Map());
  secondOf.get(first)!.set(before, second);
}

let snapshot: Snapshot | null = null;
interface Asked {
  readonly seed: number;
  readonly round: Int32Array;
  readonly likeness: Float32Array;
  readonly score: Float32Array;
  readonly answer: number;
}
const asked: Record<string, Asked[]> = { 'the newest of the history': [], 'a title new to the user': [] };
for (const { viewer, questions } of viewers.each()) {
  if (viewer.history.length === 0) continue;
  const lists = rankedLists(catalogue, viewer.stats);
  snapshot = {
    ...UNTOUCHED,
    catalogue,
    stats: viewer.stats,
    lists,
    models,
    objectives: DEFAULT_OBJECTIVES,
    versions: {},
  };
  const context = pageContext(request(viewer.nowMs), snapshot, viewer.state, {
    due: [],
    nextMs: Number.POSITIVE_INFINITY,
  });
  const first = input.tests.title[questions[0]!]!;
  const ask = (grown: number, answer: number): Asked => {
    const { titles, likeness } = likeTitles(context.snapshot, grown);
    const places = Array.from(titles.keys())
      .filter((at) => hasBit(context.open, titles[at]!))
      .slice(0, ROUND);
    const round = Int32Array.from(places, (at) => titles[at]!);
    const features = new Float32Array(round.length * featureWidth);
    const score = new Float32Array(round.length);
    writeFeatures(context, round, round.length, features);
    ranker.score(features, round.length, DEFAULT_OBJECTIVES, score);
    return { seed: grown, round, likeness: Float32Array.from(places, (at) => likeness[at]!), score, answer };
  };
  asked['the newest of the history']!.push(ask(viewer.history.title[0]!, first));
  const second = secondOf.get(first)?.get(viewer.history.title[0]!);
  if (second !== undefined) asked['a title new to the user']!.push(ask(first, second));
}

process.stdout.write('| blend | questions | HR@10 | HR@50 | MRR | alike |\n|---|---|---|---|---|---|\n');
for (const [name, blend] of Object.entries(BLENDS)) {
  const likeBy = createLikeTitles(blend);
  const tally = createTally();
  for (const own of byUser.values()) {
    const titles = own.map(denseOf);
    for (let at = Math.max(1, own.length - HELD); at < own.length; at++) {
      const before = new Set(titles.slice(0, at));
      if (before.has(titles[at]!)) continue;
      const like = likeBy(snapshot!, titles[at - 1]!).titles.filter((title) => !before.has(title));
      tally.add(like, titles[at - 1]!, titles[at]!);
    }
  }
  process.stdout.write(`| ${name} | ${tally.text()}\n`);
}

process.stdout.write(
  '\n| seed | likeness weight | questions | HR@10 | HR@50 | MRR | alike |\n|---|---|---|---|---|---|---|\n',
);
for (const [kind, cases] of Object.entries(asked)) {
  for (const weight of [0, 0.25, 0.5, 1, 2, 1000]) {
    const tally = createTally();
    for (const { seed: grown, round, likeness, score, answer } of cases) {
      const places = byNearness(Int32Array.from(round.keys()), likeness, score, weight);
      tally.add(
        Int32Array.from(places, (place) => round[place]!),
        grown,
        answer,
      );
    }
    process.stdout.write(`| ${kind} | ${weight} | ${tally.text()}\n`);
  }
}
ranker.dispose();

function createTally() {
  let [questions, at10, at50, reciprocal, alike] = [0, 0, 0, 0, 0];
  return {
    add(list: Int32Array, grown: number, answer: number): void {
      questions++;
      const place = list.indexOf(answer);
      if (place >= 0 && place < 10) at10++;
      if (place >= 0 && place < 50) at50++;
      if (place >= 0) reciprocal += 1 / (place + 1);
      const first = list.subarray(0, 10);
      alike += first.reduce((sum, title) => sum + genresShared(grown, title), 0) / Math.max(1, first.length);
    },
    text: () =>
      `${questions} | ${[at10, at50, reciprocal, alike].map((sum) => (sum / questions).toFixed(4)).join(' | ')} |`,
  };
}

function genresShared(a: number, b: number): number {
  const genresOf = (dense: number) =>
    new Set(catalogue.genreNumbers.subarray(catalogue.genreOffsets[dense], catalogue.genreOffsets[dense + 1]));
  const [of, others] = [genresOf(a), genresOf(b)];
  const shared = [...of].filter((genre) => others.has(genre)).length;
  return shared / Math.max(1, of.size + others.size - shared);
}

function request(nowMs: number) {
  return {
    recommendationId: 'bench',
    userId: 'bench',
    userKey: 'bench',
    origin: 'test',
    surface: 'tv',
    region: null,
    language: null,
    maturity: 'adult',
    timeZone: 'UTC',
    sessionId: null,
    rows: 1,
    items: 50,
    rowIds: null,
    excludeItemIds: [],
    include: [],
    deadlineMs: 1000,
    nowMs,
    randomSeed: 1,
  } as const;
}
