import * as tf from '@tensorflow/tfjs-core';
import { HEADS } from '../domain/objectives.ts';
import type { RankerWeights } from './ranker-weights.ts';

export interface FusedNet {
  /** features: count x width. Logits of the net's columns without their bias, count x columns, row by row; NaN of what is not a number. */
  run(features: Float32Array, count: number): Float32Array;
  dispose(): void;
}

/**
 * The net of some heads (numbers in HEADS), its weights on the backend: one fused product a hidden layer, one for all heads, one for all
 * skips. The skip keeps a branch of its own. As two more units a head (relu(z) - relu(-z) = z) it saved an operation and a twentieth
 * of the time, but the backend's relu makes 0 of NaN: a broken feature would have become a score.
 */
export function createFusedNet(weights: RankerWeights, columns: readonly number[]): FusedNet {
  const { width } = weights;
  let inputs = width;
  const hidden = weights.hidden.map(({ units, kernel, bias }) => {
    const layer = { kernel: tf.tensor2d(kernel, [inputs, units]), bias: tf.tensor1d(bias) };
    inputs = units;
    return layer;
  });
  const head = hidden.length === 0 ? null : only(weights.head, columns);
  const skip = only(weights.skip, columns);
  const tensors = [...hidden.flatMap((layer) => [layer.kernel, layer.bias]), skip, ...(head ? [head] : [])];

  return {
    run(features, count) {
      // A typed array must not leave a tidy by return (it would be walked key by key), hence the outer variable.
      let logits = new Float32Array(0);
      tf.tidy(() => {
        const x = tf.tensor2d(features.subarray(0, count * width), [count, width]);
        let signal = x;
        for (const { kernel, bias } of hidden) {
          signal = tf.fused.matMul({ a: signal, b: kernel, bias, activation: 'relu' }) as tf.Tensor2D;
        }
        const straight = tf.matMul(x, skip);
        const sum = head ? tf.add(straight, tf.matMul(signal, head)) : straight;
        logits = sum.dataSync() as Float32Array<ArrayBuffer>;
      });
      return logits;
    },
    dispose: () => tf.dispose(tensors),
  };
}

/** Some columns of a matrix with one for each of HEADS. */
function only(values: Float32Array, columns: readonly number[]): tf.Tensor2D {
  const rows = values.length / HEADS.length;
  const kept = Float32Array.from(
    { length: rows * columns.length },
    (_, i) => values[Math.floor(i / columns.length) * HEADS.length + columns[i % columns.length]!]!,
  );
  return tf.tensor2d(kept, [rows, columns.length]);
}
