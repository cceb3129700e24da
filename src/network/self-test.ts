import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../domain/clock.ts';

/**
 * The largest difference between the current backend and plain loops over what a ranker's training uses: a dense relu layer and
 * the gradient of its kernel. NaN where the backend gives NaN.
 */
export function differenceFromReference(): number {
  const [rows, inputs, units] = [7, 24, 5];
  const random = seededRandom(1);
  const uniform = (length: number): Float32Array => Float32Array.from({ length }, () => random() * 2 - 1);
  const x = uniform(rows * inputs);
  const kernel = uniform(inputs * units);
  const bias = uniform(units);

  const expectedOut = new Float32Array(rows * units);
  const expectedGradient = new Float32Array(inputs * units);
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      let sum = bias[unit]!;
      for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * kernel[i * units + unit]!;
      if (sum <= 0) continue;
      expectedOut[row * units + unit] = sum;
      for (let i = 0; i < inputs; i++) expectedGradient[i * units + unit]! += x[row * inputs + i]!;
    }
  }

  let out: ArrayLike<number> = [];
  let gradient: ArrayLike<number> = [];
  tf.tidy(() => {
    const xs = tf.tensor2d(x, [rows, inputs]);
    const biases = tf.tensor1d(bias);
    const layer = (kernels: tf.Tensor): tf.Tensor => tf.relu(tf.add(tf.matMul(xs, kernels), biases));
    const kernels = tf.tensor2d(kernel, [inputs, units]);
    out = layer(kernels).dataSync();
    gradient = tf
      .grad((kernels) => tf.sum(layer(kernels)))(kernels)
      .dataSync();
  });
  return Math.max(largestDifference(expectedOut, out), largestDifference(expectedGradient, gradient));
}

function largestDifference(expected: Float32Array, actual: ArrayLike<number>): number {
  return expected.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (actual[index] ?? Number.NaN))), 0);
}
