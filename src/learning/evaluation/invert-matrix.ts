import { type Matrix, multiplyMatrices } from '../../network/multiply-matrices.ts';

/** Blocks up to this width are inverted by plain loops. */
const PLAIN_UP_TO = 192;

/**
 * The inverse of a symmetric positive definite matrix (row by row), by halves: with the inverse of the first block and of what the
 * others leave unexplained (its Schur complement) the whole is four products of halves (Golub and Van Loan, "Matrix Computations",
 * section 3.2.11), which the TF.js backend makes. Some 1.3 n^3 operations in single precision: the relative error is about 1e-7 of
 * the condition number, so the ridge on the diagonal should be no smaller than a thousandth of the largest eigenvalue.
 * Throws RangeError when the matrix is not positive definite.
 */
export function invertMatrix(matrix: Matrix): Matrix {
  const n = matrix.rows;
  if (n <= PLAIN_UP_TO) return invertPlain(matrix);
  const half = n >>> 1;
  const rest = n - half;
  const corner = block(matrix, 0, half, 0, half);
  const side = block(matrix, 0, half, half, n);
  const other = block(matrix, half, n, half, n);

  const cornerInverse = invertMatrix(corner);
  const reach = multiplyMatrices(cornerInverse, side);
  const explained = multiplyMatrices(transposeOf(side), reach);
  for (let i = 0; i < other.values.length; i++) other.values[i]! -= explained.values[i]!;
  const otherInverse = invertMatrix(symmetric(other));
  const across = multiplyMatrices(reach, otherInverse);
  const added = multiplyMatrices(across, reach, { transposed: true });

  const values = new Float32Array(n * n);
  for (let i = 0; i < half; i++) {
    for (let j = 0; j < half; j++)
      values[i * n + j] = cornerInverse.values[i * half + j]! + added.values[i * half + j]!;
    for (let j = 0; j < rest; j++) {
      const value = -across.values[i * rest + j]!;
      values[i * n + half + j] = value;
      values[(half + j) * n + i] = value;
    }
  }
  for (let i = 0; i < rest; i++)
    values.set(otherInverse.values.subarray(i * rest, (i + 1) * rest), (half + i) * n + half);
  return { values, rows: n, columns: n };
}

function block({ values, columns }: Matrix, top: number, bottom: number, left: number, right: number): Matrix {
  const width = right - left;
  const out = new Float32Array((bottom - top) * width);
  for (let row = top; row < bottom; row++)
    out.set(values.subarray(row * columns + left, row * columns + right), (row - top) * width);
  return { values: out, rows: bottom - top, columns: width };
}

function transposeOf({ values, rows, columns }: Matrix): Matrix {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]!;
  return { values: out, rows: columns, columns: rows };
}

/** Rounding parts what should be equal; the mean of both is put in either place. */
function symmetric(matrix: Matrix): Matrix {
  const { values, rows: n } = matrix;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (values[i * n + j]! + values[j * n + i]!) / 2;
      values[i * n + j] = mean;
      values[j * n + i] = mean;
    }
  return matrix;
}

/** By Cholesky, L L', in double precision: the inverse is L'^-1 L^-1. */
function invertPlain({ values, rows: n }: Matrix): Matrix {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = values[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else throw new RangeError('The matrix is not positive definite');
    }
  }
  // Row by row, in place: the rows of L^-1.
  for (let i = 0; i < n; i++) {
    const diagonal = factor[i * n + i]!;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += factor[i * n + k]! * factor[k * n + j]!;
      factor[i * n + j] = -sum / diagonal;
    }
    factor[i * n + i] = 1 / diagonal;
  }
  const out = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += factor[k * n + i]! * factor[k * n + j]!;
      out[i * n + j] = sum;
      out[j * n + i] = sum;
    }
  }
  return { values: out, rows: n, columns: n };
}
