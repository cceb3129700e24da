import type { AlignedPackage } from '../../domain/model-package.ts';

export interface NearTitle {
  /** Dense index. */
  readonly dense: number;
  /** Cosine of the vectors, above 0. */
  readonly likeness: number;
}

/** The index orders by inner product, which long vectors win: so many times as many are asked for, and ordered anew by the cosine. */
const REACH = 5;

/** Titles of the package near a title by its target vector, itself left out, the nearest first; of equals the lower index. Empty for a title without a vector. */
export function nearestTitles(models: AlignedPackage, title: number, most: number): NearTitle[] {
  const { retrieval, index } = models.model;
  const { dimensions, targetVectors } = retrieval;
  const query = vectorOf(models, title);
  if (query === null) return [];
  const near: NearTitle[] = [];
  for (const row of index.search(query, most * REACH).rows) {
    const dense = models.denseOfRow[row]!;
    if (dense < 0 || dense === title) continue;
    const likeness = cosine(query, targetVectors.subarray(row * dimensions, (row + 1) * dimensions));
    if (likeness > 0) near.push({ dense, likeness });
  }
  return near.sort((a, b) => b.likeness - a.likeness || a.dense - b.dense).slice(0, most);
}

function vectorOf({ model, rowOfDense, delta }: AlignedPackage, title: number): Float32Array | null {
  const { dimensions, targetVectors } = model.retrieval;
  const [row, deltaRow] = [rowOfDense[title]!, delta.rowOfDense[title] ?? -1];
  if (row >= 0) return targetVectors.subarray(row * dimensions, (row + 1) * dimensions);
  return deltaRow < 0 ? null : delta.targetVectors.subarray(deltaRow * dimensions, (deltaRow + 1) * dimensions);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    product += a[at]! * b[at]!;
    aa += a[at]! * a[at]!;
    bb += b[at]! * b[at]!;
  }
  return aa === 0 || bb === 0 ? 0 : product / Math.sqrt(aa * bb);
}
