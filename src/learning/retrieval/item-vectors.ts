import type { ContentTower } from '../../domain/model-package.ts';
import type { ContentRows } from './content-rows.ts';
import type { NeighbourColumns } from './count-model.ts';
import { type Factors, factorise, flattenLengths } from './factorise.ts';
import { blendContent, type ContentParameters, fitTower } from './train-content.ts';

export const VECTOR_DAMPING = 0.5;
export const LENGTH_POWER = 0.5;

/** What the counts of some users (all, or those of other folds) and the content of every row say. */
export interface VectorInput {
  readonly columns: NeighbourColumns;
  /** By row: uses by the users that were counted. */
  readonly popularity: Float64Array;
  /** Rows that anybody used; the others come after them. */
  readonly used: number;
  readonly content: ContentRows;
  readonly parameters: ContentParameters & { readonly backShare: number };
  readonly dimensions: number;
  readonly seed: number;
}

/** Vectors of all rows: learned from the counts, blended with what the tower, fitted to them, says of the content. */
export function itemVectors(input: VectorInput): { readonly vectors: Factors; readonly tower: ContentTower } {
  const { content, parameters, popularity } = input;
  const vectors = learnedVectors(input);
  const tower = fitTower(content, vectors, popularity.subarray(0, input.used), parameters);
  blendContent(content, tower, vectors, popularity, parameters.contentEvents);
  return { vectors, tower };
}

/** From the counts alone; all 0 for rows that nobody used. */
export function learnedVectors({
  columns,
  used,
  parameters,
  dimensions,
  seed,
}: Pick<VectorInput, 'columns' | 'used' | 'dimensions' | 'seed'> & {
  readonly parameters: { readonly backShare: number };
}): Factors {
  const rows = columns.neighbourOffsets.length - 1;
  const usedColumns = { ...columns, neighbourOffsets: columns.neighbourOffsets.subarray(0, used + 1) };
  const factors = factorise(usedColumns, parameters.backShare, dimensions, VECTOR_DAMPING, seed);
  flattenLengths(factors.targetVectors, dimensions, LENGTH_POWER);
  if (used === rows) return factors;
  const sourceVectors = new Float32Array(rows * dimensions);
  const targetVectors = new Float32Array(rows * dimensions);
  sourceVectors.set(factors.sourceVectors);
  targetVectors.set(factors.targetVectors);
  return { dimensions, sourceVectors, targetVectors };
}
