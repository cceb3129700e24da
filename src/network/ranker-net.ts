import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { HEADS, type Objectives } from '../domain/objectives.ts';
import { createFusedNet } from './fused-net.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';

export { decodeRanker, encodeRanker } from './ranker-codec.ts';
export type { RankerExamples } from './ranker-examples.ts';
export { checkGolden, encodeGolden } from './ranker-golden.ts';
export type { EpochReport, RankerTraining } from './ranker-training.ts';
export type { RankerWeights } from './ranker-weights.ts';
export { type RankerFit, trainRanker } from './train-ranker.ts';

/**
 * The serving path: weights stay on the backend, one batch is a few products with a column for each learned head (see FusedNet), then one
 * pass over their logits. Sigmoids are taken in float64 and rounded once, so that scores never invert the order of the logits. Equal to
 * the LayersModel of encodeRanker to 1e-5. Throws MarqueeError 'data-check-failed' for weights that are not finite or do not fit together.
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
