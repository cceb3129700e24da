import { beforeAll, describe, expect, test } from '@jest/globals';
import { coldUsers, NEXT, POINTS, type Rating } from '../../bench/cold-users.ts';
import { pairedDifference } from '../../bench/paired-difference.ts';
import { createHnswIndexBuilder } from '../../src/adapters/hnsw/hnsw-index-builder.ts';
import { evaluate } from '../../src/learning/evaluation/evaluate.ts';
import { NO_PAGES } from '../../src/learning/log/logged-pages.ts';
import { openBackend } from '../../src/network/backend.ts';
import { clock, ringWalks, START_MS } from '../learning/support.ts';

beforeAll(() => openBackend('wasm'));

/** User u watches one title an hour around a ring; every tenth user stops early. */
const RATINGS: readonly Rating[] = ringWalks({ users: 50, items: 100, steps: 20, seed: 3 }).flatMap((walk, user) =>
  walk.slice(0, user % 10 === 0 ? 14 : 20).map((item, n) => ({
    userId: `u${user}`,
    itemId: String(item),
    atMs: START_MS + (user * 7 + n) * 3_600_000,
  })),
);
const lengthOf = (userId: string): number => RATINGS.filter((rating) => rating.userId === userId).length;

describe('pairedDifference', () => {
  test('is the mean of the differences, with the standard error of that mean', () => {
    // Differences 1, 0, 1, -1: mean 1/4; squares .5625 + .0625 + .5625 + 1.5625 = 2.75; variance 2.75/3; by 4: .22917.
    const { mean, standardError } = pairedDifference([1, 0, 1, 0], [0, 0, 0, 1]);
    expect(mean).toBe(0.25);
    expect(standardError).toBeCloseTo(Math.sqrt(2.75 / 12), 12);
  });

  test('has no error where every user gains alike', () => {
    expect(pairedDifference([0.4, 0.7], [0.1, 0.4]).standardError).toBeCloseTo(0, 12);
  });
});

describe('coldUsers', () => {
  const slices = [0, 1, 2, 3, 4].map((slice) => coldUsers(RATINGS, [], 1, slice));

  test('the slices hold out each user with enough events once, and nobody else', () => {
    const able = new Set(RATINGS.map(({ userId }) => userId).filter((userId) => lengthOf(userId) >= 15));
    const heldOut = slices.map(({ table }) => 50 - table.users);
    expect(heldOut.reduce((sum, users) => sum + users)).toBe(able.size);
    for (const count of heldOut) expect(Math.abs(count - able.size / 5)).toBeLessThan(1);
  });

  test('no event of a held-out user is learnt from, and none after the point is known', () => {
    for (const { table, guests, tests, questionOf } of slices) {
      const held = 50 - table.users;
      expect(Math.max(...table.user.subarray(0, table.length))).toBe(table.users - 1);
      expect(guests.length).toBe(held * POINTS.reduce((sum, point) => sum + point, 0));
      expect(tests.user.length).toBe(held * POINTS.length * NEXT);
      for (const guest of new Set(tests.user)) {
        const known = [...guests.user.subarray(0, guests.length)].filter((user) => user === guest).length;
        expect(known).toBe(questionOf(guest).point);
      }
    }
  });

  test('the answers are the titles that came right after the first n', () => {
    const { guests, tests, questionOf, catalogue } = slices[0]!;
    for (const guest of new Set(tests.user)) {
      const idsOf = (of: Int32Array, user: Int32Array, id: (value: number) => string): string[] =>
        [...of].filter((_, i) => user[i] === guest).map(id);
      const known = idsOf(guests.itemNo, guests.user, (no) => catalogue.itemId[catalogue.denseOfItemNo(no)]!);
      const asked = idsOf(tests.title, tests.user, (dense) => catalogue.itemId[dense]!);
      const walk = [...new Set(RATINGS.map(({ userId }) => userId))]
        .map((userId) => RATINGS.filter((rating) => rating.userId === userId).map(({ itemId }) => itemId))
        .find((ids) => [...known, ...asked].every((id, n) => ids[n] === id));
      expect(walk).toBeDefined();
      expect(catalogue.itemId[questionOf(guest).next]).toBe(asked[0]);
    }
  });

  test('served finds what follows for users whom nothing was learnt from, after one event and after ten', async () => {
    const { questionOf, ...input } = slices[0]!;
    const hits = new Map(POINTS.map((point) => [point, [] as number[]]));
    const { stages } = await evaluate({
      ...input,
      pages: NO_PAGES,
      excludeHistory: true,
      ks: [10],
      stages: ['popularity', 'served'],
      seed: 1,
      indexBuilder: createHnswIndexBuilder(),
      clock,
      onRank(stage, guest, title, rank) {
        const { point, next } = questionOf(guest);
        if (stage === 'served' && title === next) hits.get(point)!.push(rank < 10 ? 1 : 0);
      },
    });
    expect(stages.served!.users).toBe(new Set(input.tests.user).size);
    for (const found of hits.values()) {
      expect(found.length).toBe(50 - input.table.users);
      expect(found.reduce((a, b) => a + b) / found.length).toBeGreaterThan(0.5);
    }
  });
});
