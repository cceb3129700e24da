import { beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { History } from '../../../src/features/history.ts';
import { createEaseScorer, trainEase } from '../../../src/learning/evaluation/ease.ts';
import { invertMatrix } from '../../../src/learning/evaluation/invert-matrix.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { catalogueOf, tableOf } from '../support.ts';

beforeAll(() => openBackend('wasm'));

/** A' A + ridge I of random A: symmetric, positive definite. */
function gram(n: number, ridge: number): Float32Array {
  const random = seededRandom(n);
  const rows = Array.from({ length: 40 }, () => Float64Array.from({ length: n }, () => random() - 0.5));
  const values = new Float32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      values[i * n + j] = rows.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? ridge : 0);
  return values;
}

describe('the inverse of a matrix', () => {
  // One block, two that do not divide evenly, and several levels of halves.
  test.each([1, 7, 192, 193, 401, 800])('times the matrix of %d rows is 1', (n) => {
    const values = gram(n, 2);
    const inverse = invertMatrix({ values, rows: n, columns: n });
    let worst = 0;
    for (let i = 0; i < n; i += Math.max(1, n >> 5)) {
      for (let j = 0; j < n; j += Math.max(1, n >> 5)) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += values[i * n + k]! * inverse.values[k * n + j]!;
        worst = Math.max(worst, Math.abs(sum - (i === j ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-4);
  });

  test('is refused where there is none', () => {
    expect(() => invertMatrix({ values: Float32Array.of(1, 2, 2, 1), rows: 2, columns: 2 })).toThrow('positive');
  });
});

const historyOf = (...titles: number[]): History => ({
  length: titles.length,
  title: Int32Array.from(titles),
  strength: new Float32Array(titles.length).fill(1),
  lastAtMs: new Float64Array(titles.length),
});

describe('EASE', () => {
  const catalogue = catalogueOf(6);
  const timelines = timelinesOf(tableOf([[1, 2], [1, 2], [1, 2, 3], [4, 5], [4, 5], [3]]), catalogue);

  test('is the closed form: B = I - P / diag(P), P the inverse of the Gram matrix with 100 on its diagonal', () => {
    const { titles, weights, leftOut } = trainEase(timelines, catalogue.size);
    // Of the two titles 4 and 5, apart from all else: G = [[102, 2], [2, 102]], so B45 = 2 / 102.
    const row = (itemNo: number): number => titles.indexOf(itemNo - 1);
    expect(weights[row(4) * titles.length + row(5)]).toBeCloseTo(2 / 102, 6);
    expect(weights[row(4) * titles.length + row(4)]).toBe(0);
    expect(weights[row(4) * titles.length + row(1)]).toBeCloseTo(0, 9);
    expect(leftOut).toBe(0);
    expect(titles.length).toBe(5);
  });

  test('weighs a title of the history by how far back it is', () => {
    const scores = new Float32Array(6);
    const score = createEaseScorer(trainEase(timelines, catalogue.size));
    score(historyOf(3), scores);
    const now = scores[4]!;
    score(historyOf(0, 0, 0, 0, 0, 3), scores);
    expect(scores[4]).toBeCloseTo(now / 2, 6);
  });

  test('leaves out the least used titles, says how many, and scores none of them', () => {
    const model = trainEase(timelines, catalogue.size, 2);
    expect([...model.titles]).toEqual([0, 1]);
    expect(model.leftOut).toBe(3);
    // Title 3 was used by two, as were 4 and 5.
    expect(model.leftOutUsers).toBe(2);
    const scores = new Float32Array(6).fill(Number.NEGATIVE_INFINITY);
    createEaseScorer(model)(historyOf(0, 3), scores);
    expect([...scores].map(Number.isFinite)).toEqual([true, true, false, false, false, false]);
    expect(scores[1]).toBeGreaterThan(scores[0]!);
  });
});
