import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createExactIndex } from '../../../src/adapters/hnsw/exact-index.ts';

describe('the exact index', () => {
  test('gives what a sort of everything gives, ties by lower row', () => {
    // Small whole numbers: plenty of ties, no rounding.
    const whole = fc.integer({ min: -3, max: 3 });
    const cases = fc.tuple(
      fc.array(fc.tuple(whole, whole, whole), { maxLength: 60 }),
      fc.tuple(whole, whole, whole),
      fc.nat(70),
    );
    fc.assert(
      fc.property(cases, ([rows, query, k]) => {
        const found = createExactIndex(Float32Array.from(rows.flat()), 3).search(Float32Array.from(query), k);
        const sorted = rows
          .map((row, index) => ({ index, similarity: row.reduce((sum, value, i) => sum + value * query[i]!, 0) }))
          .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
          .slice(0, k);
        expect([...found.rows]).toEqual(sorted.map(({ index }) => index));
        expect([...found.similarities]).toEqual(sorted.map(({ similarity }) => similarity + 0));
      }),
    );
  });

  test.each([0, 1, 3, 4, 5, 64, 67])('the inner product is whole in %i dimensions', (dimensions) => {
    const ones = new Float32Array(dimensions * 2).fill(1);
    const { similarities } = createExactIndex(ones, dimensions).search(new Float32Array(dimensions).fill(2), 1);
    expect([...similarities]).toEqual(dimensions === 0 ? [] : [2 * dimensions]);
  });

  test('a query that is not a number finds nothing', () => {
    const index = createExactIndex(Float32Array.of(1, 2, 3, 4), 2);
    expect(index.search(Float32Array.of(Number.NaN, 1), 2).rows.length).toBe(0);
    expect(index.search(Float32Array.of(1, 1), -1).rows.length).toBe(0);
  });

  test('gives the products with all rows again for the query of the last search, and for no other', () => {
    const index = createExactIndex(Float32Array.of(1, 2, 3, 4), 2);
    const query = Float32Array.of(1, 1);
    expect(index.productsOf!(query)).toBeNull();
    index.search(query, 1);
    expect([...index.productsOf!(Float32Array.of(1, 1))!]).toEqual([3, 7]);
    query[0] = 2;
    expect(index.productsOf!(query)).toBeNull();
    index.search(query, 1);
    expect([...index.productsOf!(query)!]).toEqual([4, 10]);
  });
});
