import { expect, test } from '@jest/globals';
import { DEFAULT_OBJECTIVES, type Objectives } from '../../../src/domain/objectives.ts';
import type { StoredAuditEntry } from '../../../src/domain/ports/audit-log.ts';
import { objectivesAt } from '../../../src/learning/rescore/objectives-at.ts';

const weights = (play: number): Objectives => ({ ...DEFAULT_OBJECTIVES, play });

/** Change n happened at n x 10 and set play to n / 1000. */
const historyOf = (changes: number) => {
  const all = Array.from({ length: changes }, (_, at): StoredAuditEntry => {
    const n = changes - at;
    return {
      ...{ id: n, atMs: n * 10, actor: 'k', action: 'objectives.put', object: 'objectives', reason: '' },
      ...{ before: weights((n - 1) / 1000), after: weights(n / 1000) },
    };
  });
  return {
    auditLog: {
      list: async ({
        object,
        before = Number.POSITIVE_INFINITY,
        limit,
      }: {
        object?: string;
        before?: number;
        limit: number;
      }) => all.filter((entry) => entry.object === object && entry.id < before).slice(0, limit),
    },
    objectivesStore: { current: async () => ({ weights: weights(-1), version: 0, updatedAt: null, updatedBy: null }) },
  };
};

test.each([
  [25, 2],
  [20, 2],
  [19, 1],
  [9, 0],
  [5000, 250],
])('at %i the change numbered %i holds', async (atMs, n) => {
  expect(await objectivesAt(historyOf(250), atMs)).toEqual({
    weights: weights(n / 1000),
    sinceMs: n === 0 ? null : n * 10,
  });
});

test('where nobody ever changed them, what holds now held then', async () => {
  expect(await objectivesAt(historyOf(0), 7)).toEqual({ weights: weights(-1), sinceMs: null });
});
