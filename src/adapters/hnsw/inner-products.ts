import { innerProduct } from '../../features/inner-product.ts';
import { innerProductsKernel } from './inner-products-kernel.ts';

/** Inner products of a query with every vector, in float64; the answer is good until the next call. */
export type InnerProducts = (query: Float32Array) => Float64Array;

/**
 * For vectors (rows x dimensions, not changed afterwards). Where WebAssembly has SIMD, by a kernel over a copy of them, three times
 * as fast; the sums are those of innerProduct, in its order, so the answer is the same to the last bit with and without.
 */
export function createInnerProducts(vectors: Float32Array, dimensions: number): InnerProducts {
  const rows = dimensions === 0 ? 0 : vectors.length / dimensions;
  const vectorBytes = Math.ceil(vectors.byteLength / 16) * 16;
  const bytes = vectorBytes + (dimensions + rows) * Float64Array.BYTES_PER_ELEMENT;
  const fits = rows > 0 && dimensions % 4 === 0 && bytes < MOST_BYTES;
  const kernel = innerProductsKernel();
  if (!fits || !WebAssembly.validate(kernel)) return withoutKernel(vectors, rows, dimensions);

  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernel), { env: { memory } });
  const [queryAt, productsAt] = [vectorBytes, vectorBytes + dimensions * Float64Array.BYTES_PER_ELEMENT];
  new Float32Array(memory.buffer).set(vectors);
  const asked = new Float64Array(memory.buffer, queryAt, dimensions);
  const products = new Float64Array(memory.buffer, productsAt, rows);
  return (query) => {
    asked.set(query);
    exports.run(0, queryAt, rows, dimensions, productsAt);
    return products;
  };
}

const PAGE_BYTES = 65_536;
/** More is not worth a copy. */
const MOST_BYTES = 2 ** 30;

/** What is used of it here: TypeScript keeps the types with those of browsers. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: { run(...numbers: number[]): void } };
};

function withoutKernel(vectors: Float32Array, rows: number, dimensions: number): InnerProducts {
  const asked = new Float64Array(dimensions);
  const products = new Float64Array(rows);
  return (query) => {
    asked.set(query);
    for (let row = 0; row < rows; row++) products[row] = innerProduct(vectors, row * dimensions, asked, dimensions);
    return products;
  };
}
