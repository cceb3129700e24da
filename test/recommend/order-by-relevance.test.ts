import { describe, expect, test } from '@jest/globals';
import { createCandidateSet } from '../../src/recommend/candidate-set.ts';
import { byNearness, orderByRelevance } from '../../src/recommend/order-by-relevance.ts';
import {
  addToPool,
  createRowDraft,
  noteRelevance,
  type RowDraft,
  type RowPlan,
} from '../../src/recommend/row-draft.ts';

/** Candidates 0.. with their relevance and score, as rounds of one row in this order. */
function aRow(order: RowPlan['order'], rounds: readonly (readonly [relevance: number, score: number][])[]) {
  const candidates = createCandidateSet();
  candidates.reset(100, 0);
  const row = createRowDraft({ order } as RowPlan, 10);
  let dense = 0;
  for (const round of rounds) {
    for (const [relevance, score] of round) {
      const position = candidates.propose(dense++, 0);
      candidates.score[position] = score;
      addToPool(row, position);
      noteRelevance(row, position, relevance);
    }
    row.roundEnds.push(row.poolCount);
  }
  return { row, candidates };
}
const poolOf = (row: RowDraft): number[] => [...row.pool.subarray(0, row.poolCount)];

describe('a row that answers a question', () => {
  test('by matches: the better class first, in it by score, of equals what was proposed first', () => {
    const { row, candidates } = aRow('matches', [
      [
        [0, 0.1],
        [-1, 0.9],
        [-1, 0.95],
        [-1, 0.9],
        [-2, 1],
      ],
    ]);
    orderByRelevance([row], candidates, true);
    expect(poolOf(row)).toEqual([0, 2, 1, 3, 4]);
  });

  test('by nearness: who is high in both stands before who is first in one of them', () => {
    const { row, candidates } = aRow('near', [
      [
        [1, 0.1],
        [0.9, 0.8],
        [0.1, 0.9],
        [0, 0],
      ],
    ]);
    orderByRelevance([row], candidates, true);
    expect(poolOf(row)[0]).toBe(1);
    expect(poolOf(row).at(-1)).toBe(3);
  });

  test('round by round: what a longer reach brought comes behind, however good it is; asked again it stays the same', () => {
    for (const order of ['matches', 'near'] as const) {
      const { row, candidates } = aRow(order, [
        [
          [-1, 0.1],
          [-1, 0.2],
        ],
        [
          [-1, 0.3],
          [-1, 0.9],
        ],
      ]);
      orderByRelevance([row], candidates, true);
      expect(poolOf(row)).toEqual([1, 0, 3, 2]);
      orderByRelevance([row], candidates, true);
      expect(poolOf(row)).toEqual([1, 0, 3, 2]);
    }
  });

  test('without scores stays as it was proposed, as does every row of another order', () => {
    const scored = aRow('proposed', [
      [
        [0, 0.1],
        [1, 0.9],
      ],
    ]);
    orderByRelevance([scored.row], scored.candidates, true);
    const unscored = aRow('matches', [
      [
        [0, 0.1],
        [1, 0.9],
      ],
    ]);
    orderByRelevance([unscored.row], unscored.candidates, false);
    expect([poolOf(scored.row), poolOf(unscored.row)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('the weight goes from taste alone to likeness alone, and neither needs a scale', () => {
    const positions = Int32Array.from([0, 1, 2]);
    const likeness = Float32Array.from([3000, 2000, 1000]);
    const score = Float32Array.from([0.001, 0.002, 0.003]);
    expect([...byNearness(positions, likeness, score, 0)]).toEqual([2, 1, 0]);
    expect([...byNearness(positions, likeness, score, 1000)]).toEqual([0, 1, 2]);
    expect([...byNearness(positions, Float32Array.of(1, 1, 1), Float32Array.of(Number.NaN, 0.5, 0.7), 1)]).toEqual([
      2, 1, 0,
    ]);
  });
});
