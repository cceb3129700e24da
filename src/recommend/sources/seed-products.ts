import type { AlignedPackage } from '../../domain/model-package.ts';
import { innerProduct } from '../../features/inner-product.ts';

/** What a seed says about the next title, by the package or beside it; null: nothing. */
export function seedVector({ model, rowOfDense, delta }: AlignedPackage, seed: number): Float32Array | null {
  const { dimensions, sourceVectors } = model.retrieval;
  const row = rowOfDense[seed] ?? -1;
  if (row >= 0) return sourceVectors.subarray(row * dimensions, (row + 1) * dimensions);
  const deltaRow = delta.rowOfDense[seed] ?? -1;
  return deltaRow < 0 ? null : delta.sourceVectors.subarray(deltaRow * dimensions, (deltaRow + 1) * dimensions);
}

/** Visits every item that has a vector, with the inner product of the seed's; none where the seed has none. */
export function seedProducts(
  models: AlignedPackage,
  seed: number,
  visit: (dense: number, product: number) => void,
): void {
  const vector = seedVector(models, seed);
  if (vector === null) return;
  const { model, denseOfRow, delta } = models;
  const { dimensions, targetVectors } = model.retrieval;
  const query = Float64Array.from(vector);
  for (let row = 0; row < denseOfRow.length; row++) {
    if (denseOfRow[row]! >= 0)
      visit(denseOfRow[row]!, innerProduct(targetVectors, row * dimensions, query, dimensions));
  }
  for (let row = 0; row < delta.denseOfRow.length; row++) {
    visit(delta.denseOfRow[row]!, innerProduct(delta.targetVectors, row * dimensions, query, dimensions));
  }
}
