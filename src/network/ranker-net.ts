import * as tf from '@tensorflow/tfjs-core';
import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { DEFAULT_OBJECTIVES, HEADS } from '../domain/objectives.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';

export { decodeRanker, encodeRanker } from './ranker-codec.ts';
export type { RankerExamples } from './ranker-examples.ts';
export { checkGolden, encodeGolden } from './ranker-golden.ts';
export type { RankerWeights } from './ranker-weights.ts';
export { type EpochReport, type RankerTraining, trainRanker } from './train-ranker.ts';

/**
 * The serving path: weights stay on the backend, one batch is a handful of fused products. The sigmoid is taken in float64 and
 * rounded once, so that scores never invert the order of the logits. Equal to the LayersModel of encodeRanker to 1e-5.
 * Throws MarqueeError 'data-check-failed' for weights that are not finite or do not fit together.
 */
export function createRanker(weights: RankerWeights): Ranker {
  checkRankerWeights(weights);
  const { width } = weights;
  let inputs = width;
  const hidden = weights.hidden.map(({ units, kernel, bias }) => {
    const layer = { kernel: tf.tensor2d(kernel, [inputs, units]), bias: tf.tensor1d(bias) };
    inputs = units;
    return layer;
  });
  const head = hidden.length === 0 ? null : tf.tensor2d(weights.head, [inputs, 1]);
  const skip = tf.tensor2d(weights.skip, [width, 1]);
  const tensors = [...hidden.flatMap((layer) => [layer.kernel, layer.bias]), skip, ...(head ? [head] : [])];

  /** A typed array must not leave a tidy by return (it would be walked key by key), hence the outer variable. */
  function logitsOf(features: Float32Array, count: number): ArrayLike<number> {
    let logits: ArrayLike<number> = [];
    tf.tidy(() => {
      const x = tf.tensor2d(features.subarray(0, count * width), [count, width]);
      let signal = x;
      for (const { kernel, bias } of hidden) {
        signal = tf.fused.matMul({ a: signal, b: kernel, bias, activation: 'relu' }) as tf.Tensor2D;
      }
      const straight = tf.matMul(x, skip);
      logits = (head ? tf.add(straight, tf.matMul(signal, head)) : straight).dataSync();
    });
    return logits;
  }

  const playOf = new Float32Array(HEADS.length);
  playOf[HEADS.indexOf('play')] = 1;

  return {
    width,
    fingerprint: weights.fingerprint,
    heads: ['play'],
    predict(features, count, heads) {
      const plays = new Float32Array(count);
      this.score(features, count, DEFAULT_OBJECTIVES, plays);
      for (let row = 0; row < count; row++)
        heads.set(
          playOf.map((one) => one * plays[row]!),
          row * HEADS.length,
        );
    },
    score(features, count, _objectives, scores) {
      if (features.length < count * width || scores.length < count) {
        throw new MarqueeError(
          'internal',
          `The ranker was given too little room for ${count} rows of ${width} features.`,
        );
      }
      if (count === 0) return;
      const logits = logitsOf(features, count);
      for (let i = 0; i < count; i++) {
        const score = 1 / (1 + Math.exp(-(logits[i]! + weights.bias)));
        if (Number.isNaN(score))
          throw new MarqueeError('internal', 'The ranker was given a feature that is not a number.');
        scores[i] = score;
      }
    },
    dispose: () => tf.dispose(tensors),
  };
}
