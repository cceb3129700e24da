import type { VectorIndex } from '../../domain/model-package.ts';
import { topByValue } from '../../features/top-by-value.ts';
import { createInnerProducts } from './inner-products.ts';

/**
 * The k nearest by looking at every vector (rows x dimensions, kept or copied): the yardstick for recall, and what answers fastest
 * where the rows are few. The greatest similarity first, of equal ones the lower row. k beyond the rows gives all rows; a query
 * that is not finite gives none.
 */
export function createExactIndex(vectors: Float32Array, dimensions: number): VectorIndex {
  const rowCount = dimensions === 0 ? 0 : vectors.length / dimensions;
  const multiply = createInnerProducts(vectors, dimensions);
  const rows = new Int32Array(rowCount);
  const values = new Float32Array(rowCount);
  let asked: Float32Array | null = null;
  let products: Float64Array = new Float64Array(0);
  function scan(query: Float32Array): Float64Array {
    products = multiply(query);
    asked = query.slice();
    return products;
  }
  return {
    search(query, k) {
      if (k <= 0 || !isFiniteVector(query)) return { rows: new Int32Array(0), similarities: new Float32Array(0) };
      values.set(scan(query));
      for (let row = 0; row < rowCount; row++) rows[row] = row;
      const nearest = rows.slice(0, topByValue(rows, values, rowCount, k));
      const similarities = new Float32Array(nearest.length);
      for (let at = 0; at < nearest.length; at++) similarities[at] = products[nearest[at]!]!;
      return { rows: nearest, similarities };
    },
    scan,
    productsOf: (query) => (asked?.every((value, i) => value === query[i]) ? products : null),
  };
}

export const isFiniteVector = (vector: Float32Array): boolean => vector.every(Number.isFinite);
