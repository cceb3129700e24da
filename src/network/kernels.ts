import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Replaces kernels of the wasm backend that are missing (UnsortedSegmentSum, the gradient of a gather) or slow (GatherV2 by rows;
 * BatchMatMul with a transposed operand, which every gradient of a dense layer is). Idempotent; call it once the backend runs.
 * Each falls back to the stock kernel for shapes it does not know.
 */
export function patchWasmKernels(): void {
  replace(tf.UnsortedSegmentSum, () => unsortedSegmentSum);
  replace(tf.GatherV2, gatherRowsOr);
  replace(tf.BatchMatMul, matMulOfTransposedOr);
}

type Args = Parameters<tf.KernelFunc>[0];
type Wasm = Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap' | 'disposeData' | 'incRef'>;

/** Marks a kernel as ours, so that a second call does not wrap the wrapper. */
const PATCHED = Symbol.for('marquee.patched-kernel');

function replace(kernelName: string, make: (stock: tf.KernelFunc | null) => tf.KernelFunc): void {
  const stock = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
  if (stock && PATCHED in stock.kernelFunc) return;
  if (stock) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc = Object.assign(make(stock?.kernelFunc ?? null), { [PATCHED]: true });
  // The stock kernel was set up when the backend started; it needs no second setup.
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

/** out[s] = sum of the rows of x whose segment is s; rows with a negative segment are dropped, as on the cpu backend. */
const unsortedSegmentSum: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const wasm = backend as Wasm;
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const numSegments = attrs!.numSegments as number;
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const size = tf.util.sizeFromShape(rowShape);
  const out = wasm.makeOutput([numSegments, ...rowShape], x.dtype);
  // Heap views only after makeOutput: growing the memory detaches older ones.
  const sums = wasm.typedArrayFromHeap(out) as Float32Array;
  const values = wasm.typedArrayFromHeap(x) as Float32Array;
  const segments = wasm.typedArrayFromHeap(segmentIds) as Int32Array;
  sums.fill(0);
  for (let row = 0; row < segments.length; row++) {
    const segment = segments[row]!;
    if (segment < 0 || segment >= numSegments) continue;
    for (let i = 0, to = segment * size, from = row * size; i < size; i++) sums[to + i]! += values[from + i]!;
  }
  return out;
};

function gatherRowsOr(stock: tf.KernelFunc | null): tf.KernelFunc {
  return (args: Args) => {
    const wasm = args.backend as Wasm;
    const { x, indices } = args.inputs as { x: tf.TensorInfo; indices: tf.TensorInfo };
    const byRow = args.attrs!.axis === 0 && args.attrs!.batchDims === 0 && indices.dtype === 'int32';
    if (!byRow || (x.dtype !== 'float32' && x.dtype !== 'int32')) return stock!(args);
    const rowShape = x.shape.slice(1);
    const size = tf.util.sizeFromShape(rowShape);
    const out = wasm.makeOutput([...indices.shape, ...rowShape], x.dtype);
    const to = wasm.typedArrayFromHeap(out) as Float32Array;
    const from = wasm.typedArrayFromHeap(x) as Float32Array;
    const rows = wasm.typedArrayFromHeap(indices) as Int32Array;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (row < 0 || row >= x.shape[0]!) {
        wasm.disposeData(out.dataId);
        throw new RangeError(`GatherV2: the index value ${row} is not in [0, ${x.shape[0]! - 1}]`);
      }
      to.set(from.subarray(row * size, (row + 1) * size), i * size);
    }
    return out;
  };
}

/** a' x b as transpose(a) x b: the transposing matrix product itself is 5-13 times slower. */
function matMulOfTransposedOr(stock: tf.KernelFunc | null): tf.KernelFunc {
  return (args: Args) => {
    const wasm = args.backend as Wasm;
    const { transposeA, transposeB } = args.attrs as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return stock!(args);
    const { a, b } = args.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const left = transposeA ? transposed(args, a) : a;
    const right = transposeB ? transposed(args, b) : b;
    const out = stock!({ ...args, inputs: { a: left, b: right }, attrs: { transposeA: false, transposeB: false } });
    if (transposeA) wasm.disposeData(left.dataId);
    if (transposeB) wasm.disposeData(right.dataId);
    return out;
  };
}

function transposed(args: Args, x: tf.TensorInfo): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const transpose = tf.getKernel(tf.Transpose, 'wasm')!.kernelFunc;
  return transpose({ inputs: { x }, attrs: { perm }, backend: args.backend }) as tf.TensorInfo;
}
