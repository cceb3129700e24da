import { describe, expect, test } from '@jest/globals';
import type { RetrievalModel } from '../../src/domain/model-package.ts';
import { cooccurrenceScores } from '../../src/features/cooccurrence.ts';
import type { AlignedRetrieval } from '../../src/features/feature-context.ts';
import type { History } from '../../src/features/history.ts';
import { userVector } from '../../src/features/user-vector.ts';

/** Three rows: 0 is followed by 1 (1) and 2 (.5); 1 is followed by 2 (.25) and came after 0 (.5); 2 leads nowhere. */
const MODEL: RetrievalModel = {
  dimensions: 2,
  itemNo: Int32Array.of(11, 12, 13),
  sourceVectors: Float32Array.of(1, 0, 0, 1, 1, 1),
  targetVectors: Float32Array.of(1, 0, 0, 1, 1, 1),
  neighbourOffsets: Int32Array.of(0, 2, 4, 4),
  neighbourRows: Int32Array.of(1, 2, 2, 0),
  neighbourWeights: Float32Array.of(1, 0.5, 0.25, 0),
  neighbourBackWeights: Float32Array.of(0, 0, 0, 0.5),
  backShare: 0.5,
  historyHalfLife: 1,
  historyLength: 2,
};
/** Dense 0 is an item that the package does not know. */
const ALIGNED: AlignedRetrieval = {
  model: MODEL,
  rowOfDense: Int32Array.of(-1, 0, 1, 2),
  denseOfRow: Int32Array.of(1, 2, 3),
};
const historyOf = (...titles: number[]): History => ({
  length: titles.length,
  title: Int32Array.from(titles),
  strength: Float32Array.from(titles, () => 1),
  lastAtMs: new Float64Array(titles.length),
});

function scoresOf(history: History): number[] {
  const out = new Float32Array(3);
  const touched = new Int32Array(3);
  const count = cooccurrenceScores(history, ALIGNED, out, touched);
  expect(new Set(touched.subarray(0, count))).toEqual(new Set([...out.keys()].filter((row) => out[row]! > 0)));
  return [...out];
}

describe('co-occurrence scores', () => {
  test('are those computed by hand: newest first, each title older counts half', () => {
    // Newest is row 1: .25 to row 2, half of .5 (back share) to row 0; then row 0 at half weight.
    expect(scoresOf(historyOf(2, 1))).toEqual([0.25, 0.5, 0.5]);
  });

  test('do not count titles that the package does not know as older', () => {
    expect(scoresOf(historyOf(0, 0, 2, 1))).toEqual(scoresOf(historyOf(2, 1)));
  });

  test('do not count titles around which nothing was watched as older', () => {
    expect(scoresOf(historyOf(3, 2, 1))).toEqual(scoresOf(historyOf(2, 1)));
  });

  test('stop at the length of history that counts', () => {
    expect(scoresOf(historyOf(2, 1, 2))).toEqual(scoresOf(historyOf(2, 1)));
  });

  test('of a stranger are none', () => {
    expect(scoresOf(historyOf())).toEqual([0, 0, 0]);
  });
});

describe('the user vector', () => {
  test('is the weighted sum of the source vectors, of length 1', () => {
    const out = new Float32Array(2);
    expect(userVector(historyOf(2, 1), ALIGNED, out)).toBe(true);
    expect(out[0]).toBeCloseTo(0.5 / Math.hypot(0.5, 1));
    expect(out[1]).toBeCloseTo(1 / Math.hypot(0.5, 1));
  });

  test('is not there, and 0, when the package knows no title', () => {
    const out = Float32Array.of(3, 3);
    expect(userVector(historyOf(0), ALIGNED, out)).toBe(false);
    expect([...out]).toEqual([0, 0]);
  });
});
