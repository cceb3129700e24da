/**
 * x of A x = b, A symmetric and positive (semi)definite, row by row, of the length of b squared: by Cholesky's method. A direction of
 * which A says nothing gets next to nothing: a ridge of a millionth of the mean diagonal holds it.
 */
export function solveSymmetric(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const low = Float64Array.from(a);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += low[i * n + i]!;
  const ridge = 1e-6 * (trace / Math.max(1, n)) || 1;
  for (let i = 0; i < n; i++) {
    low[i * n + i]! += ridge;
    for (let j = 0; j <= i; j++) {
      let sum = low[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= low[i * n + k]! * low[j * n + k]!;
      low[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / low[j * n + j]!;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= low[i * n + k]! * x[k]!;
    x[i]! /= low[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= low[k * n + i]! * x[k]!;
    x[i]! /= low[i * n + i]!;
  }
  return x;
}
