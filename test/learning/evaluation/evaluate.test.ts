import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import type { Catalogue } from '../../../src/domain/catalogue.ts';
import { type Evaluation, evaluate } from '../../../src/learning/evaluation/evaluate.ts';
import { STAGES } from '../../../src/learning/evaluation/evaluate-stages.ts';
import { NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { catalogueOf, clock, ringWalks, tableOf } from '../support.ts';

// Seconds of work, which a busy machine may take minutes for.
jest.setTimeout(180_000);

beforeAll(() => openBackend('wasm'));

type Walks = readonly (readonly number[])[];

/** Everything but the last title of each walk to train on, the last to ask for. */
function evaluationOf(walks: Walks, catalogue: Catalogue, changes: Partial<Evaluation> = {}): Evaluation {
  const users = walks.flatMap((walk, user) => (walk.length > 0 ? [user] : []));
  return {
    table: tableOf(walks.map((walk) => walk.slice(0, -1))),
    catalogue,
    pages: NO_PAGES,
    seed: 1,
    indexBuilder: createHnswIndexBuilder(),
    clock,
    tests: {
      user: Int32Array.from(users),
      title: Int32Array.from(users, (user) => catalogue.denseOfItemNo(walks[user]!.at(-1)!)),
    },
    excludeHistory: true,
    ks: [10, 50],
    stages: STAGES,
    ...changes,
  };
}

describe('evaluate', () => {
  test('finds what follows from order, and popularity does not', async () => {
    const walks = ringWalks({ users: 80, items: 100, steps: 14, seed: 4 });
    const { stages } = await evaluate(evaluationOf(walks, catalogueOf(100)));
    for (const name of ['cooccurrence', 'retrieval', 'ranker', 'served'] as const) {
      expect(stages[name]!['hr@10']).toBeGreaterThan(0.6);
    }
    expect(stages.popularity!['hr@10']).toBeLessThan(0.3);
    expect(stages.retrieval!['recall@100']).toBeGreaterThan(0.98);
    expect(stages.served!.users).toBe(80);
  });

  test('survives tiny data: users with one event, items with one event, an answer and a user never seen in training', async () => {
    const walks: number[][] = ringWalks({ users: 17, items: 28, steps: 4, seed: 2 });
    walks.push([29, 30], [5], [7, 30]);
    const { stages } = await evaluate(evaluationOf(walks, catalogueOf(30)));
    expect(Object.keys(stages)).toEqual([...STAGES]);
    for (const metrics of Object.values(stages)) {
      expect(metrics.users).toBe(20);
      for (const value of Object.values(metrics)) expect(Number.isFinite(value)).toBe(true);
    }
  });

  test('counts several test rows of one user each', async () => {
    const catalogue = catalogueOf(30);
    const walks = ringWalks({ users: 20, items: 30, steps: 8, seed: 6 });
    const given = evaluationOf(walks, catalogue, { stages: ['popularity'], ks: [1, 30] });
    const { user, title } = given.tests;
    const twice = { user: Int32Array.of(...user, user[0]!), title: Int32Array.of(...title, 29) };
    const { stages } = await evaluate({ ...given, tests: twice });
    expect(stages.popularity!.users).toBe(20);
    expect(stages.popularity!['hr@30']).toBe(1);
  });

  test('ranks the given candidates alone, and misses what is not among them', async () => {
    const catalogue = catalogueOf(60);
    const walks = ringWalks({ users: 40, items: 60, steps: 10, seed: 8 });
    const given = evaluationOf(walks, catalogue);
    const withAnswer = new Map(Array.from(given.tests.user, (user, i) => [user, Int32Array.of(given.tests.title[i]!)]));
    const without = new Map(
      Array.from(given.tests.user, (user, i) => [user, Int32Array.of((given.tests.title[i]! + 9) % 60)]),
    );
    const alone = await evaluate({ ...given, candidates: withAnswer, ks: [1] });
    for (const metrics of Object.values(alone.stages)) expect(metrics['hr@1']).toBe(1);
    const missed = await evaluate({ ...given, candidates: without, ks: [1] });
    for (const metrics of Object.values(missed.stages)) expect(metrics['hr@1']).toBe(0);
  });

  test('one seed gives one answer', async () => {
    const given = () => evaluationOf(ringWalks({ users: 40, items: 50, steps: 6, seed: 5 }), catalogueOf(50));
    expect((await evaluate(given())).stages).toEqual((await evaluate(given())).stages);
  });
});
