/**
 * Makes the columns of a tall block (rows x width, row by row) orthonormal in place, spanning the same space: the block times
 * V S^-1/2 of its Gram matrix V S V'. Directions that are nothing but rounding become 0. One pass over memory, unlike
 * Gram-Schmidt.
 */
export function orthonormalise(block: Float64Array, rows: number, width: number): void {
  const { values, vectors } = eigenSymmetric(gramOf(block, rows, width), width);
  for (let d = 0; d < width; d++) {
    const factor = values[d]! > 1e-14 * values[0]! ? 1 / Math.sqrt(values[d]!) : 0;
    for (let k = 0; k < width; k++) vectors[k * width + d]! *= factor;
  }
  const turned = new Float64Array(width);
  for (let from = 0; from < rows * width; from += width) {
    turned.fill(0);
    for (let k = 0; k < width; k++) {
      const value = block[from + k]!;
      for (let d = 0; d < width; d++) turned[d]! += value * vectors[k * width + d]!;
    }
    block.set(turned, from);
  }
}

/** block' x block, width x width. */
export function gramOf(block: Float64Array, rows: number, width: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let from = 0; from < rows * width; from += width) {
    for (let i = 0; i < width; i++) {
      const value = block[from + i]!;
      if (value === 0) continue;
      for (let j = i; j < width; j++) out[i * width + j]! += value * block[from + j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) out[i * width + j] = out[j * width + i]!;
  return out;
}

/**
 * Eigenvalues, largest first, and eigenvectors (column d of `vectors`, width x width) of a symmetric matrix, by cyclic Jacobi
 * rotations (Golub and Van Loan, "Matrix Computations", section 8.5).
 */
export function eigenSymmetric(matrix: Float64Array, width: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(width * width);
  for (let i = 0; i < width; i++) v[i * width + i] = 1;
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * a[i]!;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) off += a[p * width + q]! ** 2;
    if (off <= 1e-22 * total) break;
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) rotate(a, v, width, p, q);
  }
  const order = Int32Array.from({ length: width }, (_, i) => i);
  order.sort((i, j) => a[j * width + j]! - a[i * width + i]! || i - j);
  const vectors = new Float64Array(width * width);
  for (let row = 0; row < width; row++)
    for (let d = 0; d < width; d++) vectors[row * width + d] = v[row * width + order[d]!]!;
  return { values: Float64Array.from(order, (i) => a[i * width + i]!), vectors };
}

/** Turns the axes p and q so that a[p][q] becomes 0. */
function rotate(a: Float64Array, v: Float64Array, width: number, p: number, q: number): void {
  const apq = a[p * width + q]!;
  if (apq === 0) return;
  const theta = (a[q * width + q]! - a[p * width + p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < width; k++) {
    const kp = a[k * width + p]!;
    const kq = a[k * width + q]!;
    a[k * width + p] = c * kp - s * kq;
    a[k * width + q] = s * kp + c * kq;
    const vp = v[k * width + p]!;
    const vq = v[k * width + q]!;
    v[k * width + p] = c * vp - s * vq;
    v[k * width + q] = s * vp + c * vq;
  }
  for (let k = 0; k < width; k++) {
    const pk = a[p * width + k]!;
    const qk = a[q * width + k]!;
    a[p * width + k] = c * pk - s * qk;
    a[q * width + k] = s * pk + c * qk;
  }
}
