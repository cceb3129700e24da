import { describe, expect, test } from '@jest/globals';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { countTransitions, keepUsers, rowTimelines } from '../../../src/learning/retrieval/transitions.ts';
import { catalogueOf, ringWalks, tableOf } from '../support.ts';

const WALKS = ringWalks({ users: 12, items: 15, steps: 9, seed: 3 });

const counted = (walks: readonly (readonly number[])[], window: number) => {
  const catalogue = catalogueOf(15);
  const timelines = rowTimelines(timelinesOf(tableOf(walks), catalogue));
  const counts = countTransitions(timelines, window, 1000);
  const itemOf = (row: number): number => catalogue.itemNo[counts.titles[row]!]!;
  const pairs = new Map<string, [number, number]>();
  for (let row = 0; row < counts.titles.length; row++) {
    for (let i = counts.offsets[row]!; i < counts.offsets[row + 1]!; i++) {
      pairs.set(`${itemOf(row)} ${itemOf(counts.rows[i]!)}`, [counts.after[i]!, counts.before[i]!]);
    }
  }
  return { counts, timelines, pairs };
};

describe('transition counts', () => {
  test('equal a count pair by pair', () => {
    const expected = new Map<string, [number, number]>();
    const at = (a: number, b: number) => {
      const key = `${a} ${b}`;
      if (!expected.has(key)) expected.set(key, [0, 0]);
      return expected.get(key)!;
    };
    for (const walk of WALKS) {
      walk.forEach((a, i) => {
        walk.forEach((b, j) => {
          if (i < j && j - i <= 4) {
            at(a, b)[0] += 1 / (j - i);
            at(b, a)[1] += 1 / (j - i);
          }
        });
      });
    }
    const { pairs } = counted(WALKS, 4);
    expect(pairs.size).toBe(expected.size);
    for (const [key, [after, before]] of expected) {
      expect(pairs.get(key)![0]).toBeCloseTo(after, 5);
      expect(pairs.get(key)![1]).toBeCloseTo(before, 5);
    }
  });

  test('of some users alone are those of a log with those users alone', () => {
    const { timelines } = counted(WALKS, 4);
    const some = countTransitions(
      keepUsers(timelines, (user) => user % 2 === 0),
      4,
      1000,
    );
    const alone = counted(
      WALKS.map((walk, user) => (user % 2 === 0 ? walk : [])),
      4,
    );
    expect(some.after.reduce((a, b) => a + b, 0)).toBeCloseTo(
      alone.counts.after.reduce((a, b) => a + b, 0),
      4,
    );
    expect(some.popularity.reduce((a, b) => a + b, 0)).toBe(alone.counts.popularity.reduce((a, b) => a + b, 0));
  });
});
