import type { RankerExamples } from './ranker-examples.ts';

/**
 * x' = (x - mean) * factor has mean 0 and variance 1 over the training candidates. A feature that never varied gets factor 0: it
 * has taught nothing, so it must say nothing when it starts to vary in serving.
 */
export interface Standardisation {
  readonly mean: Float64Array;
  readonly factor: Float64Array;
}

/** Relative spread below which a feature counts as constant: float32 noise, not signal. */
const NOISE = 1e-5;

/** Two passes, so that large means do not swallow small variances. Empty places are left out. */
export function standardisationOf(examples: RankerExamples): Standardisation {
  const { features, labels, width } = examples;
  const places = examples.groups * examples.groupSize;
  const mean = new Float64Array(width);
  const factor = new Float64Array(width);
  let count = 0;
  for (let place = 0; place < places; place++) {
    if (labels[place]! < 0) continue;
    count++;
    for (let i = 0, at = place * width; i < width; i++) mean[i]! += features[at + i]!;
  }
  for (let i = 0; i < width; i++) mean[i]! /= count;
  for (let place = 0; place < places; place++) {
    if (labels[place]! < 0) continue;
    for (let i = 0, at = place * width; i < width; i++) factor[i]! += (features[at + i]! - mean[i]!) ** 2;
  }
  for (let i = 0; i < width; i++) {
    const deviation = Math.sqrt(factor[i]! / count);
    factor[i] = deviation > NOISE * Math.max(Math.abs(mean[i]!), NOISE) ? 1 / deviation : 0;
  }
  return { mean, factor };
}
