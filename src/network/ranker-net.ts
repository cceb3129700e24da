import * as tf from '@tensorflow/tfjs-core';
import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { HEADS, type Objectives } from '../domain/objectives.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';

export { decodeRanker, encodeRanker } from './ranker-codec.ts';
export type { RankerExamples } from './ranker-examples.ts';
export { checkGolden, encodeGolden } from './ranker-golden.ts';
export type { RankerWeights } from './ranker-weights.ts';
export { type EpochReport, type RankerFit, type RankerTraining, trainRanker } from './train-ranker.ts';

/**
 * The serving path: weights stay on the backend, one batch is a handful of fused products with a column for each learned head. The
 * sigmoid is taken in float64 and rounded once, so that scores never invert the order of the logits. Equal to the LayersModel of
 * encodeRanker to 1e-5. Throws MarqueeError 'data-check-failed' for weights that are not finite or do not fit together.
 */
export function createRanker(weights: RankerWeights): Ranker {
  checkRankerWeights(weights);
  const { width } = weights;
  const columns = weights.heads.map((head) => HEADS.indexOf(head));
  const learned = columns.length;
  const constants = Float32Array.from(weights.bias, (bias) => sigmoid(bias));
  const net = createFusedNet(weights, columns);
  const bias = columns.map((column) => weights.bias[column]!);
  const parts = new Float64Array(learned);

  function logitsOf(features: Float32Array, count: number, room: number, needed: number): Float32Array {
    if (features.length < count * width || room < needed) {
      throw new MarqueeError(
        'internal',
        `The ranker was given too little room for ${count} rows of ${width} features.`,
      );
    }
    return net.run(features, count);
  }

  return {
    width,
    fingerprint: weights.fingerprint,
    heads: weights.heads,
    predict(features, count, heads) {
      if (count === 0) return;
      const logits = logitsOf(features, count, heads.length, count * HEADS.length);
      for (let row = 0, at = 0, to = 0; row < count; row++, to += HEADS.length) {
        heads.set(constants, to);
        for (let i = 0; i < learned; i++) heads[to + columns[i]!] = checked(sigmoid(logits[at++]! + bias[i]!));
      }
    },
    score(features, count, objectives, scores) {
      if (count === 0) return;
      const logits = logitsOf(features, count, scores.length, count);
      partsOf(objectives, weights.heads, parts);
      for (let row = 0, at = 0; row < count; row++) {
        let score = 0;
        for (let i = 0; i < learned; i++, at++) {
          if (parts[i] !== 0) score += parts[i]! / (1 + Math.exp(-(logits[at]! + bias[i]!)));
        }
        scores[row] = checked(score);
      }
    },
    dispose: net.dispose,
  };
}

/**
 * The weight of each learned head, over the sum of their sizes. What was not learned says nothing, so it neither counts nor dilutes; where
 * nothing that counts was learned, `play` alone makes the order, because a page in no order at all helps nobody.
 */
function partsOf(objectives: Objectives, heads: RankerWeights['heads'], parts: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < heads.length; i++) {
    parts[i] = objectives[heads[i]!];
    sum += Math.abs(parts[i]!);
  }
  if (sum === 0) parts[Math.max(0, heads.indexOf('play'))] = sum = 1;
  for (let i = 0; i < heads.length; i++) parts[i]! /= sum;
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

function checked(score: number): number {
  if (Number.isNaN(score)) throw new MarqueeError('internal', 'The ranker was given a feature that is not a number.');
  return score;
}

/** run(features, count): logits without the last bias, count x columns, row by row. */
function createFusedNet(weights: RankerWeights, columns: readonly number[]) {
  const { width } = weights;
  let inputs = width;
  const hidden = weights.hidden.map(({ units, kernel, bias }) => {
    const layer = { kernel: tf.tensor2d(kernel, [inputs, units]), bias: tf.tensor1d(bias) };
    inputs = units;
    return layer;
  });
  const only = (values: Float32Array): tf.Tensor2D => {
    const rows = values.length / HEADS.length;
    const kept = Float32Array.from(
      { length: rows * columns.length },
      (_, i) => values[Math.floor(i / columns.length) * HEADS.length + columns[i % columns.length]!]!,
    );
    return tf.tensor2d(kept, [rows, columns.length]);
  };
  const head = hidden.length === 0 ? null : only(weights.head);
  const skip = only(weights.skip);
  const tensors = [...hidden.flatMap((layer) => [layer.kernel, layer.bias]), skip, ...(head ? [head] : [])];
  return {
    run(features: Float32Array, count: number): Float32Array {
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
