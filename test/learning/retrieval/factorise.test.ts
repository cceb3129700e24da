import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { NeighbourColumns } from '../../../src/learning/retrieval/count-model.ts';
import { eigenSymmetric, gramOf, orthonormalise } from '../../../src/learning/retrieval/dense-algebra.ts';
import { factorise } from '../../../src/learning/retrieval/factorise.ts';

/** A full matrix of a low rank, all weights positive. */
function lowRank(size: number, rank: number): NeighbourColumns & { at(row: number, column: number): number } {
  const random = seededRandom(5);
  const left = Float64Array.from({ length: size * rank }, () => random());
  const right = Float64Array.from({ length: size * rank }, () => random());
  const at = (row: number, column: number): number => {
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += left[row * rank + r]! * right[column * rank + r]!;
    return sum;
  };
  return {
    neighbourOffsets: Int32Array.from({ length: size + 1 }, (_, row) => row * size),
    neighbourRows: Int32Array.from({ length: size * size }, (_, i) => i % size),
    neighbourWeights: Float32Array.from({ length: size * size }, (_, i) => at(Math.floor(i / size), i % size)),
    neighbourBackWeights: new Float32Array(size * size),
    sourceFactor: new Float64Array(size),
    targetFactor: new Float64Array(size),
    at,
  };
}

describe('factorise', () => {
  test('inner products give a matrix of low rank back', () => {
    const matrix = lowRank(40, 3);
    const { dimensions, sourceVectors, targetVectors } = factorise(matrix, 0, 8, 1, 1);
    for (let row = 0; row < 40; row++) {
      for (let column = 0; column < 40; column++) {
        let product = 0;
        for (let d = 0; d < dimensions; d++) {
          product += sourceVectors[row * dimensions + d]! * targetVectors[column * dimensions + d]!;
        }
        expect(product).toBeCloseTo(matrix.at(row, column), 4);
      }
    }
  });

  test('one seed gives the same bits', () => {
    const matrix = lowRank(20, 4);
    expect(factorise(matrix, 0, 6, 0.5, 7)).toEqual(factorise(matrix, 0, 6, 0.5, 7));
  });

  test('nothing to factorise gives zeros, not NaN', () => {
    const empty = { ...lowRank(5, 1), neighbourOffsets: new Int32Array(6), neighbourRows: new Int32Array(0) };
    const { sourceVectors, targetVectors } = factorise(
      { ...empty, neighbourWeights: new Float32Array(0) },
      0,
      4,
      0.5,
      1,
    );
    expect([...sourceVectors, ...targetVectors].every((value) => value === 0)).toBe(true);
  });
});

describe('dense algebra', () => {
  test('orthonormalise makes the Gram matrix the identity', () => {
    const random = seededRandom(2);
    const block = Float64Array.from({ length: 30 * 5 }, () => random() - 0.5);
    orthonormalise(block, 30, 5);
    for (const [i, value] of gramOf(block, 30, 5).entries()) expect(value).toBeCloseTo(i % 6 === 0 ? 1 : 0, 8);
  });

  test('eigenvectors times eigenvalues give the matrix back', () => {
    const { values, vectors } = eigenSymmetric(Float64Array.of(2, 1, 0, 1, 3, 1, 0, 1, 1), 3);
    const back = Array.from({ length: 9 }, (_, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      return [0, 1, 2].reduce((sum, d) => sum + vectors[row * 3 + d]! * values[d]! * vectors[column * 3 + d]!, 0);
    });
    for (const [i, value] of [2, 1, 0, 1, 3, 1, 0, 1, 1].entries()) expect(back[i]).toBeCloseTo(value, 8);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });
});
