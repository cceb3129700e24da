import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../domain/clock.ts';

/** The net while it is trained, over standardised features. Its numbers are the flat column it was given; the backend has a copy. */
export interface RankerVariables {
  /** 1 for each parameter that l2 holds small: all but the biases. */
  readonly decayed: Uint8Array;
  /** Takes the flat column over to the backend. */
  upload(): void;
  /** Standardised features (places x width) -> logits (places x heads, row by row). */
  logits(x: tf.Tensor2D): Float32Array;
  /** Writes d loss / d parameters; `ofLogits` is given the logits and answers d loss / d logits, both places x heads. */
  gradient(x: tf.Tensor2D, ofLogits: (logits: Float32Array) => Float32Array, gradient: Float32Array): void;
  dispose(): void;
}

export interface RankerShape {
  readonly width: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly heads: number;
}

/** The parts of the flat column: kernel and bias of each hidden layer; then head (none without hidden layers), skip and bias. */
export interface RawRanker {
  readonly hidden: readonly { readonly units: number; readonly kernel: Float32Array; readonly bias: Float32Array }[];
  readonly head: Float32Array;
  readonly skip: Float32Array;
  readonly bias: Float32Array;
}

/** Views into `values`, not copies. */
export function rawRanker({ width, hidden, heads }: RankerShape, values: Float32Array): RawRanker {
  let at = 0;
  const take = (length: number): Float32Array => {
    at += length;
    return values.subarray(at - length, at);
  };
  let inputs = width;
  const layers = hidden.map((units) => {
    const layer = { units, kernel: take(inputs * units), bias: take(units) };
    inputs = units;
    return layer;
  });
  return {
    hidden: layers,
    head: take(hidden.length === 0 ? 0 : inputs * heads),
    skip: take(width * heads),
    bias: take(heads),
  };
}

/** Length of the flat column. */
export function rankerSize({ width, hidden, heads }: RankerShape): number {
  const inputs = [width, ...hidden];
  const layers = hidden.reduce((sum, units, depth) => sum + inputs[depth]! * units + units, 0);
  return layers + (hidden.length === 0 ? 0 : hidden.at(-1)! * heads) + width * heads + heads;
}

/**
 * Hidden kernels drawn from He et al. 2015 (uniform with variance 2 / inputs); head and skip start at 0 and the biases where they are
 * told, so training starts from "all candidates alike" and finds the linear blend first.
 */
export function drawRanker(shape: RankerShape, bias: ArrayLike<number>, random: Random): Float32Array {
  const values = new Float32Array(rankerSize(shape));
  const raw = rawRanker(shape, values);
  for (const { kernel, units } of raw.hidden) {
    const limit = Math.sqrt((6 * units) / kernel.length);
    for (let i = 0; i < kernel.length; i++) kernel[i] = (random() * 2 - 1) * limit;
  }
  raw.bias.set(bias);
  return values;
}

export function createRankerVariables(shape: RankerShape, values: Float32Array): RankerVariables {
  const raw = rawRanker(shape, values);
  const parts: { values: Float32Array; variable: tf.Variable; decay: boolean }[] = [];
  function variable(from: Float32Array, sides: number[], decay: boolean): tf.Variable {
    const initial = tf.tensor(from, sides);
    const made = tf.variable(initial);
    initial.dispose();
    parts.push({ values: from, variable: made, decay });
    return made;
  }
  const hidden = raw.hidden.map(({ units, kernel, bias }) => ({
    kernel: variable(kernel, [kernel.length / units, units], true),
    bias: variable(bias, [units], false),
  }));
  const { heads } = shape;
  const head = raw.hidden.length === 0 ? null : variable(raw.head, [raw.head.length / heads, heads], true);
  const skip = variable(raw.skip, [shape.width, heads], true);
  const bias = variable(raw.bias, [heads], false);
  const variables = parts.map((part) => part.variable);

  function forward(x: tf.Tensor2D): tf.Tensor2D {
    const straight = tf.add<tf.Tensor2D>(tf.matMul(x, skip as tf.Tensor as tf.Tensor2D), bias);
    if (head === null) return straight;
    let signal: tf.Tensor = x;
    for (const layer of hidden) signal = tf.relu(tf.add(tf.matMul(signal, layer.kernel), layer.bias));
    return tf.add<tf.Tensor2D>(straight, tf.matMul(signal, head));
  }

  return {
    decayed: Uint8Array.from(parts.flatMap((part) => Array(part.values.length).fill(part.decay ? 1 : 0))),
    upload() {
      for (const part of parts) {
        const tensor = tf.tensor(part.values, part.variable.shape);
        part.variable.assign(tensor);
        tensor.dispose();
      }
    },
    logits(x) {
      // A typed array must not leave a tidy by return (it would be walked key by key).
      let out = new Float32Array(0);
      tf.tidy(() => {
        out = forward(x).dataSync() as Float32Array<ArrayBuffer>;
      });
      return out;
    },
    gradient(x, ofLogits, gradient) {
      tf.tidy(() => {
        // The loss itself is worked out in plain loops; the backend only carries its slopes back through the net.
        const entry = tf.customGrad((...inputs) => {
          const [logits, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
          const slopes = ofLogits(logits.dataSync() as Float32Array);
          save([tf.tensor(slopes.subarray(0, logits.size), logits.shape)]);
          return { value: tf.scalar(0), gradFunc: (_dy: tf.Tensor, saved: tf.Tensor[]) => saved };
        });
        const { grads } = tf.variableGrads(() => entry(forward(x)) as tf.Scalar, variables);
        let at = 0;
        for (const part of parts) {
          gradient.set(grads[part.variable.name]!.dataSync(), at);
          at += part.values.length;
        }
      });
    },
    dispose: () => tf.dispose(variables),
  };
}
