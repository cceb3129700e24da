import { describe, expect, test } from '@jest/globals';
import { meansOf, measuresFor, rankOf, topOf } from '../../../src/learning/evaluation/metrics.ts';

const NONE = Number.NEGATIVE_INFINITY;

describe('metrics', () => {
  test('are those computed by hand', () => {
    const metrics = meansOf(measuresFor([1, 2]), Int32Array.of(0, 1, 4));
    expect(Object.keys(metrics)).toEqual(['hr@1', 'hr@2', 'ndcg@1', 'ndcg@2', 'mrr']);
    expect(metrics['hr@1']).toBeCloseTo(1 / 3);
    expect(metrics['hr@2']).toBeCloseTo(2 / 3);
    expect(metrics['ndcg@1']).toBeCloseTo(1 / 3);
    expect(metrics['ndcg@2']).toBeCloseTo((1 + 1 / Math.log2(3)) / 3);
    expect(metrics.mrr).toBeCloseTo((1 + 1 / 2 + 1 / 5) / 3);
  });

  test('of some of the questions count those alone', () => {
    expect(meansOf(measuresFor([1]), Int32Array.of(0, 1, 4), [1, 2])).toEqual({
      'hr@1': 0,
      'ndcg@1': 0,
      mrr: expect.closeTo((1 / 2 + 1 / 5) / 2, 9),
    });
  });

  test('of no question at all are 0, not NaN', () => {
    expect(meansOf(measuresFor([10]), new Int32Array(0))).toEqual({ 'hr@10': 0, 'ndcg@10': 0, mrr: 0 });
  });

  test('a tie counts against the model', () => {
    expect(rankOf(Float32Array.of(1, 1, 1, 0), 0, Int32Array.of(0, 1, 2, 3))).toBe(2);
  });

  test('an answer without a score stands behind everything', () => {
    expect(rankOf(Float32Array.of(NONE, 1, NONE, NONE), 0, Int32Array.of(0, 1, 2, 3))).toBe(3);
  });

  test('what is no candidate does not compete', () => {
    expect(rankOf(Float32Array.of(1, 5, 5, 0), 0, Int32Array.of(0, 3))).toBe(0);
  });

  test('the top holds the highest scores, best first, and nothing without one', () => {
    const scores = Float32Array.of(0.2, NONE, 0.9, 0.5, 0.7);
    expect([...topOf(scores, Int32Array.of(0, 1, 2, 3, 4), 3)]).toEqual([2, 4, 3]);
    expect([...topOf(scores, Int32Array.of(0, 1), 3)]).toEqual([0]);
  });
});
