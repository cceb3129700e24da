import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../domain/clock.ts';

/** The net while it is trained, over standardised features. Without a bias at the end: a softmax over a group cannot see it. */
export interface RankerVariables {
  readonly hidden: readonly { readonly kernel: tf.Variable; readonly bias: tf.Variable }[];
  /** null without hidden layers. */
  readonly head: tf.Variable | null;
  readonly skip: tf.Variable;
  readonly all: readonly tf.Variable[];
  /** What l2 holds small: everything but the biases. */
  readonly kernels: readonly tf.Variable[];
  read(): RawRanker;
  write(raw: RawRanker): void;
  dispose(): void;
}

/** The variables' values: layers first to last, then head (empty without hidden layers) and skip. */
export interface RawRanker {
  readonly width: number;
  readonly hidden: readonly { readonly units: number; readonly kernel: Float32Array; readonly bias: Float32Array }[];
  readonly head: Float32Array;
  readonly skip: Float32Array;
}

/**
 * Hidden kernels drawn from He et al. 2015 (uniform with variance 2 / inputs); head and skip start at 0, so training starts from
 * "all candidates alike" and finds the linear blend first.
 */
export function createRankerVariables(width: number, hiddenUnits: readonly number[], random: Random): RankerVariables {
  let inputs = width;
  const hidden = hiddenUnits.map((units) => {
    const limit = Math.sqrt(6 / inputs);
    const drawn = Float32Array.from({ length: inputs * units }, () => (random() * 2 - 1) * limit);
    const layer = { kernel: variable(drawn, [inputs, units]), bias: variable(new Float32Array(units), [units]) };
    inputs = units;
    return layer;
  });
  const head = hidden.length === 0 ? null : variable(new Float32Array(inputs), [inputs, 1]);
  const skip = variable(new Float32Array(width), [width, 1]);
  const kernels = [...hidden.map((layer) => layer.kernel), ...(head ? [head] : []), skip];
  const all = [...kernels, ...hidden.map((layer) => layer.bias)];
  return {
    hidden,
    head,
    skip,
    all,
    kernels,
    read: () => ({
      width,
      hidden: hidden.map(({ kernel, bias }) => ({ units: bias.size, kernel: valuesOf(kernel), bias: valuesOf(bias) })),
      head: head ? valuesOf(head) : new Float32Array(0),
      skip: valuesOf(skip),
    }),
    write(raw) {
      for (const [depth, { kernel, bias }] of hidden.entries()) {
        assign(kernel, raw.hidden[depth]!.kernel);
        assign(bias, raw.hidden[depth]!.bias);
      }
      if (head) assign(head, raw.head);
      assign(skip, raw.skip);
    },
    dispose: () => tf.dispose(all as tf.Variable[]),
  };
}

/** Standardised features (places x width) -> logits (places x 1). */
export function logitsOf(variables: RankerVariables, x: tf.Tensor2D): tf.Tensor2D {
  const straight = tf.matMul<tf.Tensor2D>(x, variables.skip as tf.Tensor as tf.Tensor2D);
  if (variables.head === null) return straight;
  let signal: tf.Tensor = x;
  for (const { kernel, bias } of variables.hidden) {
    signal = tf.relu(tf.add(tf.matMul(signal, kernel), bias));
  }
  return tf.add<tf.Tensor2D>(straight, tf.matMul(signal, variables.head));
}

function variable(values: Float32Array, shape: number[]): tf.Variable {
  const initial = tf.tensor(values, shape);
  const made = tf.variable(initial);
  initial.dispose();
  return made;
}

/** A copy: on some backends dataSync gives the tensor's own memory. */
const valuesOf = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

function assign(variable: tf.Variable, values: Float32Array): void {
  const tensor = tf.tensor(values, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}
