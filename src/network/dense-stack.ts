import * as tf from '@tensorflow/tfjs-core';

/** Dense layers one after the other, as one fused product each: what most rankers of others are. */
export interface DenseStack {
  /** rows x inputs -> rows x units of the last layer. Call it within tf.tidy. */
  apply(x: tf.Tensor2D): tf.Tensor2D;
  dispose(): void;
}

export interface StackedLayer {
  readonly inputs: number;
  readonly units: number;
  /** inputs x units, row by row. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: StackActivation;
}

export const STACK_ACTIVATIONS = ['relu', 'linear', 'sigmoid'] as const;
export type StackActivation = (typeof STACK_ACTIVATIONS)[number];

/** The units of a layer must be the inputs of the next. */
export function createDenseStack(layers: readonly StackedLayer[]): DenseStack {
  const held = layers.map(({ inputs, units, kernel, bias, activation }) => ({
    kernel: tf.tensor2d(kernel, [inputs, units]),
    bias: tf.tensor1d(bias),
    activation,
  }));
  return {
    apply: (x) =>
      held.reduce((signal, { kernel, bias, activation }) => {
        // The sigmoid is not among the activations that every backend can fuse.
        const fused = activation === 'relu' ? 'relu' : 'linear';
        const sum = tf.fused.matMul({ a: signal, b: kernel, bias, activation: fused }) as tf.Tensor2D;
        return activation === 'sigmoid' ? tf.sigmoid(sum) : sum;
      }, x),
    dispose: () => tf.dispose(held.flatMap(({ kernel, bias }) => [kernel, bias])),
  };
}
