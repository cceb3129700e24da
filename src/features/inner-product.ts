/**
 * vectors[from .. from + dimensions) . query in float64, by four sums at once (the additions need not wait for each other). The
 * query is given as doubles, though its numbers be floats: not to be widened again for every vector.
 */
export function innerProduct(vectors: Float32Array, from: number, query: Float64Array, dimensions: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < dimensions; i += 4) {
    a += vectors[from + i]! * query[i]!;
    b += vectors[from + i + 1]! * query[i + 1]!;
    c += vectors[from + i + 2]! * query[i + 2]!;
    d += vectors[from + i + 3]! * query[i + 3]!;
  }
  for (; i < dimensions; i++) a += vectors[from + i]! * query[i]!;
  return a + b + (c + d);
}
