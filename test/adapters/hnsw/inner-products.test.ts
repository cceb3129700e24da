import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createInnerProducts } from '../../../src/adapters/hnsw/inner-products.ts';
import { innerProduct } from '../../../src/features/inner-product.ts';

describe('the inner products of a query with all vectors', () => {
  test('are those of innerProduct to the last bit, whatever the dimensions', () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 33 }));
    const cases = shapes.chain(([rows, dimensions]) =>
      fc.tuple(
        fc.constant(dimensions),
        fc.float32Array({ minLength: rows * dimensions, maxLength: rows * dimensions, noNaN: true }),
        fc.float32Array({ minLength: dimensions, maxLength: dimensions, noNaN: true }),
      ),
    );
    fc.assert(
      fc.property(cases, ([dimensions, vectors, query]) => {
        const rows = vectors.length / dimensions;
        const asked = Float64Array.from(query);
        const expected = Array.from({ length: rows }, (_, row) =>
          innerProduct(vectors, row * dimensions, asked, dimensions),
        );
        expect([...createInnerProducts(vectors, dimensions)(query)]).toEqual(expected);
      }),
    );
  });

  test('do not remember the query before', () => {
    const products = createInnerProducts(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4);
    expect([...products(Float32Array.of(1, 1, 1, 1))]).toEqual([10, 26]);
    expect([...products(Float32Array.of(0, 0, 0, 1))]).toEqual([4, 8]);
  });

  test('of no vectors are none', () => {
    expect(createInnerProducts(new Float32Array(0), 4)(new Float32Array(4))).toHaveLength(0);
    expect(createInnerProducts(new Float32Array(0), 0)(new Float32Array(0))).toHaveLength(0);
  });
});
