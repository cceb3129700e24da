import type { FeatureGroup } from './feature-context.ts';
import { innerProduct } from './inner-product.ts';
import { deltaRowOf, rowOf, userVector } from './user-vector.ts';

/** Inner product of the user vector (of length 1) and the candidate's target vector: what retrieval went by. */
export const similarityFeatures: FeatureGroup = {
  name: 'similarity',
  width: 1,
  columns: ['similarity'],
  version: 1,
  write({ history, retrieval }, candidates, count, out, stride, offset) {
    for (let c = 0; c < count; c++) out[c * stride + offset] = 0;
    if (retrieval === null) return;
    const { dimensions, targetVectors } = retrieval.model;
    const user = new Float32Array(dimensions);
    if (!userVector(history, retrieval, user)) return;
    const products = retrieval.productsOf?.(user) ?? null;
    const query = Float64Array.from(user);
    for (let c = 0; c < count; c++) {
      const row = rowOf(retrieval, candidates[c]!);
      const deltaRow = row < 0 ? deltaRowOf(retrieval, candidates[c]!) : -1;
      if (row < 0 && deltaRow < 0) continue;
      if (row < 0) {
        const { targetVectors: deltaVectors } = retrieval.delta!;
        out[c * stride + offset] = innerProduct(deltaVectors, deltaRow * dimensions, query, dimensions);
      } else {
        out[c * stride + offset] =
          products === null ? innerProduct(targetVectors, row * dimensions, query, dimensions) : products[row]!;
      }
    }
  },
};
