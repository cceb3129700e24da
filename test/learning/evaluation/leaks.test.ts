import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import { EVENT_TYPES, type EventType } from '../../../src/domain/event.ts';
import { type EvaluationResult, evaluate, type TestRows } from '../../../src/learning/evaluation/evaluate.ts';
import { STAGES, type StageName } from '../../../src/learning/evaluation/evaluate-stages.ts';
import { type Split, splitLog } from '../../../src/learning/evaluation/split-log.ts';
import { createEventTableBuilder, type EventTable } from '../../../src/learning/log/event-table.ts';
import { type LoggedPages, NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { binomialTail } from '../../support/binomial.ts';
import { catalogueOf, clock, ringWalks, START_MS } from '../support.ts';

beforeAll(() => openBackend('wasm'));

const HOUR_MS = 3_600_000;
const ITEMS = 80;
const USERS = 60;
const catalogue = catalogueOf(ITEMS);

interface Row {
  readonly user: number;
  readonly itemNo: number;
  readonly atMs: number;
  readonly type: EventType;
  readonly value?: number;
}

function logOf(rows: readonly Row[]): EventTable {
  const builder = createEventTableBuilder();
  rows.forEach(({ user, itemNo, atMs, type, value = Number.NaN }, low) => {
    const key = { high: 0, low };
    builder.add({ user, itemNo, atMs, type: EVENT_TYPES.indexOf(type), trigger: 0, value, key, decision: -1 });
  });
  return builder.finish(USERS);
}

const walks = ringWalks({ users: USERS, items: ITEMS, steps: 12, seed: 11 });
const ROWS: readonly Row[] = walks.flatMap((walk, user) =>
  walk.map((itemNo, n): Row => ({ user, itemNo, atMs: START_MS + (user + n * 6) * HOUR_MS, type: 'complete' })),
);
const CUT_MS = START_MS + 90 * HOUR_MS;
const END_MS = START_MS + 1000 * HOUR_MS;

/** Ranks of each question that the log without the planted rows asks, in each stage; what stages and slices count is left out. */
async function ranksOf(
  rows: readonly Row[],
  split: Split,
  stages: readonly StageName[] = STAGES,
  pages: LoggedPages = NO_PAGES,
): Promise<Record<string, number[]>> {
  const asked = new Set(questionsOf(logOf(ROWS), split));
  const log = logOf(rows);
  const parted = splitLog(log, catalogue, split);
  const result: EvaluationResult = await evaluate({
    ...parted,
    ...{ catalogue, clock, pages, seed: 1, indexBuilder: createHnswIndexBuilder() },
    ...{ excludeHistory: true, ks: [10], stages },
  });
  const questions = questionsOf(log, split);
  expect(questions.filter((question) => asked.has(question))).toHaveLength(asked.size);
  return Object.fromEntries(
    stages.map((stage) => [stage, [...result.ranks[stage]!].filter((_, i) => asked.has(questions[i]!))]),
  );
}

function questionsOf(log: EventTable, split: Split): string[] {
  const { tests } = splitLog(log, catalogue, split);
  return Array.from(tests.user, (user, i) => `${user} ${tests.title[i]}`);
}

/** What would give the answers away: everybody's answer used, rated and looked at, later, by its user and by all others. */
function giveAway(split: Split, fromMs: (user: number) => number): Row[] {
  const { tests } = splitLog(logOf(ROWS), catalogue, split);
  return Array.from(tests.user).flatMap((user, i): Row[] => {
    const itemNo = catalogue.itemNo[tests.title[i]!]!;
    const by = (who: number, type: EventType, n: number, value?: number): Row => {
      const row = { user: who, itemNo, type, atMs: fromMs(who) + n * 1000 };
      return value === undefined ? row : { ...row, value };
    };
    const others = Array.from({ length: 20 }, (_, n) => (user + 1 + n) % USERS);
    return [
      by(user, 'viewed', 1),
      by(user, 'complete', 2),
      by(user, 'rate', 3, 1),
      // Item stats count plays, completions and ratings: these would lift the title above all others.
      ...others.flatMap((other) => [by(other, 'complete', 4), by(other, 'rate', 5, 1), by(other, 'viewed', 6)]),
    ];
  });
}

describe('what comes later tells no stage anything', () => {
  const atTheCut: Split = { by: 'time', cutMs: CUT_MS };

  test('at a cut in time: not of the asked user, not of others, no rating, no view, no item stats', async () => {
    const before = await ranksOf(ROWS, atTheCut);
    const planted = giveAway(atTheCut, () => CUT_MS);
    expect(await ranksOf([...ROWS, ...planted], atTheCut)).toEqual(before);

    // The same a minute before the cut: the plant would be found if it could be seen.
    const seen = giveAway(atTheCut, () => CUT_MS - 60_000).filter(({ user, itemNo }) => isAnswerOfOther(user, itemNo));
    const quick = ['popularity', 'ease', 'cooccurrence', 'retrieval'] as const;
    const found = await ranksOf([...ROWS, ...seen], atTheCut, quick);
    const mean = (ranks: readonly number[]): number => ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
    for (const stage of quick) expect(mean(found[stage]!)).not.toBe(mean(before[stage]!));
  }, 300_000);

  /** Planting a user's own answer before the cut would take the question away. */
  const own = new Set(questionsOf(logOf(ROWS), atTheCut));
  const isAnswerOfOther = (user: number, itemNo: number): boolean =>
    !own.has(`${user} ${catalogue.denseOfItemNo(itemNo)}`);

  test('with the last titles held out: nothing that the asked users did from their answers on', async () => {
    const split: Split = { by: 'last' };
    const before = await ranksOf(ROWS, split);
    const { tests } = splitLog(logOf(ROWS), catalogue, split);
    const later = Array.from(tests.user).flatMap((user, i): Row[] => {
      const itemNo = catalogue.itemNo[tests.title[i]!]!;
      const first = walks[user]![0]!;
      const at = (n: number) => ({ user, atMs: END_MS + n });
      return [
        { ...at(1), itemNo, type: 'viewed' },
        { ...at(2), itemNo, type: 'complete' },
        { ...at(3), itemNo, type: 'rate', value: 1 },
        // And of what they knew before: it would change what their history says.
        { ...at(4), itemNo: first, type: 'rate', value: -1 },
        { ...at(5), itemNo: first, type: 'hide' },
      ];
    });
    expect(await ranksOf([...ROWS, ...later], split, STAGES, pagesSeen(tests, END_MS))).toEqual(before);
  }, 300_000);
});

/** Pages on which everybody saw, and played, the answer at a time. */
function pagesSeen({ user, title }: TestRows, atMs: number): LoggedPages {
  const times = new Float64Array(user.length).fill(atMs);
  const views = {
    ...{ length: user.length, user, itemNo: title.map((dense) => catalogue.itemNo[dense]!) },
    ...{ atMs: times, knownAtMs: times, keyHigh: new Uint32Array(user.length).fill(9), keyLow: Uint32Array.from(user) },
  };
  const region = Array.from(user, () => 'DE');
  return { ...NO_PAGES, views, plays: { length: user.length, atMs: times, knownAtMs: times, title, region } };
}

describe('titles at random', () => {
  test('are found by no stage more often than by chance', async () => {
    const random = seededRandom(21);
    const users = 300;
    const length = 9;
    const rows: Row[] = [];
    for (let user = 0; user < users; user++) {
      const titles = new Set<number>();
      while (titles.size < length) titles.add(1 + Math.floor(random() * ITEMS));
      [...titles].forEach((itemNo, n) => {
        rows.push({ user, itemNo, type: 'complete', atMs: START_MS + (user + n * 7) * HOUR_MS });
      });
    }
    const builder = createEventTableBuilder();
    rows.forEach(({ user, itemNo, atMs }, low) => {
      const key = { high: 0, low };
      const type = EVENT_TYPES.indexOf('complete');
      builder.add({ user, itemNo, atMs, type, trigger: 0, value: Number.NaN, key, decision: -1 });
    });
    const { stages, ranks, ranker } = await evaluate({
      ...splitLog(builder.finish(users), catalogue, { by: 'last' }),
      ...{ catalogue, clock, pages: NO_PAGES, seed: 1, indexBuilder: createHnswIndexBuilder() },
      ...{ excludeHistory: true, ks: [10], stages: STAGES },
    });
    // A ranker that could learn from leaks was trained.
    expect(ranker!.dataset!.training.groups).toBeGreaterThan(500);
    const chance = 10 / (ITEMS - (length - 1));
    for (const stage of STAGES) {
      const hits = ranks[stage]!.filter((rank) => rank < 10).length;
      expect(stages[stage]!['hr@10']).toBeCloseTo(hits / users, 9);
      // One alarm in ten thousand where nothing leaks.
      expect({ stage, hits, isChance: binomialTail(hits, users, chance) > 1e-4 }).toEqual({
        stage,
        hits,
        isChance: true,
      });
    }
  }, 300_000);
});
