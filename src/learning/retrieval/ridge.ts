/** Rows of tokens (CSR, columns ascending); all tokens of a row have one value. */
export interface TokenRows {
  readonly width: number;
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  /** By row. */
  readonly values: Float32Array;
}

/**
 * W (width x outputs) that minimises sum over rows of weight x |targets - row W|^2 + lambda |W|^2 (ridge regression, Hoerl and Kennard
 * 1970), by conjugate gradients on the normal equations with the diagonal as preconditioner, each output with its own step. A few
 * iterations: stopping early shrinks as lambda does. `targets`: rows x outputs; rows of weight 0 are left out. Bit-equal on one machine.
 */
export function ridge(
  rows: TokenRows,
  weights: Float64Array,
  targets: Float32Array,
  outputs: number,
  lambda: number,
): Float64Array {
  const { width, offsets, columns, values } = rows;
  const size = width * outputs;
  const solution = new Float64Array(size);
  const residual = new Float64Array(size);
  const diagonal = new Float64Array(width).fill(lambda);
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    const value = weight * values[row]!;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      diagonal[columns[at]!]! += value * values[row]!;
      addTo(residual, columns[at]! * outputs, value, targets, row * outputs, outputs);
    }
  }
  const direction = new Float64Array(size);
  const image = new Float64Array(size);
  const rowOutput = new Float64Array(outputs);
  let before = new Float64Array(outputs);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const squares = new Float64Array(outputs);
    for (let at = 0, token = 0; token < width; token++) {
      for (let k = 0; k < outputs; k++, at++) squares[k]! += (residual[at]! * residual[at]!) / diagonal[token]!;
    }
    for (let at = 0, token = 0; token < width; token++) {
      for (let k = 0; k < outputs; k++, at++) {
        const turn = before[k]! > 0 ? squares[k]! / before[k]! : 0;
        direction[at] = residual[at]! / diagonal[token]! + turn * direction[at]!;
      }
    }
    before = squares;
    for (let at = 0; at < size; at++) image[at] = lambda * direction[at]!;
    for (let row = 0; row < weights.length; row++) {
      const weight = weights[row]!;
      if (weight === 0) continue;
      rowOutput.fill(0);
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        addTo(rowOutput, 0, 1, direction, columns[at]! * outputs, outputs);
      }
      const value = weight * values[row]! * values[row]!;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        addTo(image, columns[at]! * outputs, value, rowOutput, 0, outputs);
      }
    }
    const bends = new Float64Array(outputs);
    for (let at = 0; at < size; ) for (let k = 0; k < outputs; k++, at++) bends[k]! += direction[at]! * image[at]!;
    for (let at = 0; at < size; ) {
      for (let k = 0; k < outputs; k++, at++) {
        const step = bends[k]! > 0 ? squares[k]! / bends[k]! : 0;
        solution[at]! += step * direction[at]!;
        residual[at]! -= step * image[at]!;
      }
    }
  }
  return solution;
}

const ITERATIONS = 10;

function addTo(
  to: Float64Array,
  toFrom: number,
  factor: number,
  from: Float32Array | Float64Array,
  fromFrom: number,
  count: number,
): void {
  for (let k = 0; k < count; k++) to[toFrom + k]! += factor * from[fromFrom + k]!;
}
