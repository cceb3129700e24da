import * as tf from '@tensorflow/tfjs-core';
import type { RankerExamples } from './ranker-examples.ts';
import type { Standardisation } from './standardisation.ts';

/**
 * batch(order, from, count): the standardised features of the groups order[from .. from + count), (count x groupSize) x width, zeros in
 * empty places; a new tensor, the caller disposes it (or makes it in a tidy). The buffer is kept between calls.
 */
export function createRankerBatches(examples: RankerExamples, standardisation: Standardisation, batchGroups: number) {
  const { features, labels, groupSize, width } = examples;
  const { mean, factor } = standardisation;
  const x = new Float32Array(batchGroups * groupSize * width);

  return function batch(order: Int32Array, from: number, count: number): tf.Tensor2D {
    const size = count * groupSize;
    for (let i = 0; i < size; i++) {
      const place = order[from + Math.floor(i / groupSize)]! * groupSize + (i % groupSize);
      const to = i * width;
      if (labels[place]! < 0) x.fill(0, to, to + width);
      else for (let f = 0, at = place * width; f < width; f++) x[to + f] = (features[at + f]! - mean[f]!) * factor[f]!;
    }
    return tf.tensor2d(x.subarray(0, size * width), [size, width]);
  };
}
