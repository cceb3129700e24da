import { seededRandom } from '../../domain/clock.ts';
import type { NeighbourColumns } from './count-model.ts';
import { eigenSymmetric, gramOf, orthonormalise } from './dense-algebra.ts';

export interface Factors {
  readonly dimensions: number;
  /** rows x dimensions each; source . target approximates the (damped) co-occurrence weight. */
  readonly sourceVectors: Float32Array;
  readonly targetVectors: Float32Array;
}

/**
 * Truncated singular value decomposition of the neighbour weights by random projection and power iteration: N. Halko,
 * P. G. Martinsson and J. A. Tropp, "Finding structure with randomness", SIAM Review 53 (2011), algorithms 4.4 and 5.1.
 * Each side takes the square root of the singular values. Weights are damped by a power below 1 first: the largest few would
 * else take all dimensions. Bit-equal for one seed.
 */
export function factorise(
  neighbours: NeighbourColumns,
  backShare: number,
  dimensions: number,
  damping: number,
  seed: number,
): Factors {
  const matrix = dampedMatrix(neighbours, backShare, damping);
  const size = matrix.size;
  const sketch = Math.min(size, dimensions + OVERSAMPLING);
  const random = seededRandom(seed);
  let basis = new Float64Array(size * sketch);
  for (let i = 0; i < basis.length; i++) basis[i] = gaussian(random);
  basis = multiply(matrix, basis, sketch);
  for (let power = 0; power < POWER_ITERATIONS; power++) {
    // Made orthonormal once a round, not twice: the singular values fall slowly enough for 53 bits.
    basis = multiply(matrix, multiplyTransposed(matrix, basis, sketch), sketch);
    orthonormalise(basis, size, sketch);
  }
  // With basis Q: B = Q'M, M ~ Q B. Eigenvectors of B B' = U S^2 U' give left vectors Q U and right vectors B'U / S.
  const projected = multiplyTransposed(matrix, basis, sketch);
  const { values, vectors } = eigenSymmetric(gramOf(projected, size, sketch), sketch);
  const largest = Math.sqrt(Math.max(0, values[0]!));
  const half = Float64Array.from({ length: dimensions }, (_, d) => {
    const singular = Math.sqrt(Math.max(0, values[d] ?? 0));
    return singular > 1e-9 * largest ? Math.sqrt(singular) : 0;
  });
  const sourceVectors = turned(basis, vectors, size, sketch, dimensions);
  const targetVectors = turned(projected, vectors, size, sketch, dimensions);
  for (let at = 0; at < sourceVectors.length; at++) {
    const root = half[at % dimensions]!;
    sourceVectors[at]! *= root;
    // B'U carries the singular value already: root / singular is 1 / root.
    targetVectors[at]! *= root === 0 ? 0 : 1 / root;
  }
  return { dimensions, sourceVectors, targetVectors };
}

/**
 * Takes a part of each vector's length out (v / |v|^power), in place: the titles that everybody watches are the longest, and lie
 * near everybody. With half of it gone lists hold more of what was looked for from the 50th place on, and a graph finds its
 * way with a sixth of the effort, as the vectors no longer huddle at one pole (docs/quality.md).
 */
export function flattenLengths(vectors: Float32Array, dimensions: number, power: number): void {
  for (let from = 0; from < vectors.length; from += dimensions) {
    let squares = 0;
    for (let d = from; d < from + dimensions; d++) squares += vectors[d]! * vectors[d]!;
    const factor = squares > 0 ? squares ** (-power / 2) : 0;
    for (let d = from; d < from + dimensions; d++) vectors[d]! *= factor;
  }
}

const OVERSAMPLING = 10;
const POWER_ITERATIONS = 2;

/** First `dimensions` columns of block (size x width) x vectors (width x width). */
function turned(block: Float64Array, vectors: Float64Array, size: number, width: number, dimensions: number) {
  const out = new Float32Array(size * dimensions);
  const row = new Float64Array(dimensions);
  const depth = Math.min(width, dimensions);
  for (let r = 0; r < size; r++) {
    row.fill(0);
    for (let k = 0; k < width; k++) {
      const value = block[r * width + k]!;
      for (let d = 0; d < depth; d++) row[d]! += value * vectors[k * width + d]!;
    }
    out.set(row, r * dimensions);
  }
  return out;
}

/** rows x rows, sparse. */
interface SparseMatrix {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

function dampedMatrix(neighbours: NeighbourColumns, backShare: number, damping: number): SparseMatrix {
  const { neighbourOffsets, neighbourRows, neighbourWeights, neighbourBackWeights } = neighbours;
  const values = neighbourWeights.map((weight, i) => (weight + backShare * neighbourBackWeights[i]!) ** damping);
  return { size: neighbourOffsets.length - 1, offsets: neighbourOffsets, columns: neighbourRows, values };
}

/** matrix x block (size x width, row by row). */
function multiply(matrix: SparseMatrix, block: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(matrix.size * width);
  for (let row = 0; row < matrix.size; row++) {
    for (let i = matrix.offsets[row]!; i < matrix.offsets[row + 1]!; i++) {
      const value = matrix.values[i]!;
      const from = matrix.columns[i]! * width;
      for (let k = 0; k < width; k++) out[row * width + k]! += value * block[from + k]!;
    }
  }
  return out;
}

/** transposed matrix x block. */
function multiplyTransposed(matrix: SparseMatrix, block: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(matrix.size * width);
  for (let row = 0; row < matrix.size; row++) {
    for (let i = matrix.offsets[row]!; i < matrix.offsets[row + 1]!; i++) {
      const value = matrix.values[i]!;
      const to = matrix.columns[i]! * width;
      for (let k = 0; k < width; k++) out[to + k]! += value * block[row * width + k]!;
    }
  }
  return out;
}

/** Box-Muller. */
const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
