import * as tf from '@tensorflow/tfjs-core';
import type { RankerExamples } from './ranker-examples.ts';
import type { Standardisation } from './standardisation.ts';

/** Some groups as tensors. All are new; the caller disposes them (or makes them in a tidy). */
export interface RankerBatch {
  /** (groups x groupSize) x width, standardised. */
  readonly x: tf.Tensor2D;
  /** groups x groupSize: labels over their sum, times the group's weight. */
  readonly targets: tf.Tensor2D;
  /** groups x 1: weight over the mean weight of all groups, over the batch size. */
  readonly weights: tf.Tensor2D;
  /** groups x groupSize: 0, or a large negative number in an empty place. */
  readonly mask: tf.Tensor2D;
}

const EMPTY_PLACE_LOGIT = -1e9;

/**
 * batch(order, from, count) copies the groups order[from .. from + count) into buffers kept between calls and uploads them.
 * `batchGroups` is the size of a full batch: what the weights are relative to, so that a short last batch counts for less.
 */
export function createRankerBatches(examples: RankerExamples, standardisation: Standardisation, batchGroups: number) {
  const { features, labels, groupWeights, groupSize, width } = examples;
  const { mean, factor } = standardisation;
  const places = batchGroups * groupSize;
  const x = new Float32Array(places * width);
  const targets = new Float32Array(places);
  const mask = new Float32Array(places);
  const weights = new Float32Array(batchGroups);
  let meanWeight = 0;
  for (let group = 0; group < examples.groups; group++) meanWeight += groupWeights[group]! / examples.groups;

  function fill(group: number, at: number): void {
    let labelSum = 0;
    for (let i = 0; i < groupSize; i++) labelSum += Math.max(0, labels[group * groupSize + i]!);
    const weight = groupWeights[group]! / (meanWeight * batchGroups);
    weights[at] = weight;
    for (let i = 0; i < groupSize; i++) {
      const label = labels[group * groupSize + i]!;
      const place = at * groupSize + i;
      targets[place] = (weight * Math.max(0, label)) / labelSum;
      mask[place] = label < 0 ? EMPTY_PLACE_LOGIT : 0;
      const from = (group * groupSize + i) * width;
      const to = place * width;
      if (label < 0) x.fill(0, to, to + width);
      else for (let f = 0; f < width; f++) x[to + f] = (features[from + f]! - mean[f]!) * factor[f]!;
    }
  }

  return function batch(order: Int32Array, from: number, count: number): RankerBatch {
    for (let i = 0; i < count; i++) fill(order[from + i]!, i);
    const size = count * groupSize;
    return {
      x: tf.tensor2d(x.subarray(0, size * width), [size, width]),
      targets: tf.tensor2d(targets.subarray(0, size), [count, groupSize]),
      weights: tf.tensor2d(weights.subarray(0, count), [count, 1]),
      mask: tf.tensor2d(mask.subarray(0, size), [count, groupSize]),
    };
  };
}
