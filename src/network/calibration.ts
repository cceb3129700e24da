import type { RankerExamples } from './ranker-examples.ts';

/** P(use) = sigmoid(slope x logit + intercept). slope > 0: calibration never changes an order. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * A float32 near 1 is coarse: distinct logits must stay distinct probabilities, because a tie loses an order. At 6 two
 * probabilities still differ when the logits differ by 3e-5.
 */
const MAX_LOGIT = 6;
const [MIN_SLOPE, MAX_SLOPE] = [0.02, 20];

/**
 * Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines", with his smoothed targets) of uncalibrated
 * logits against the labels of the candidates, by Newton's method with halved steps. Probabilities are those among candidates
 * like the examples'.
 */
export function fitCalibration(logits: Float32Array, examples: RankerExamples): Calibration {
  const sample = sampleOf(logits, examples);
  let slope = 1;
  let intercept = Math.log(sample.rate / (1 - sample.rate)) - sample.meanLogit;
  let loss = lossOf(sample, slope, intercept);
  for (let round = 0; round < 100; round++) {
    const [stepSlope, stepIntercept] = newtonStep(sample, slope, intercept);
    let size = 1;
    let next = lossOf(sample, slope - stepSlope, intercept - stepIntercept);
    while (next > loss && size > 1e-6) {
      size /= 2;
      next = lossOf(sample, slope - size * stepSlope, intercept - size * stepIntercept);
    }
    if (!(next < loss)) break;
    slope -= size * stepSlope;
    intercept -= size * stepIntercept;
    const gain = loss - next;
    loss = next;
    if (gain < 1e-12) break;
  }
  return bounded(sample, slope, intercept);
}

interface Sample {
  readonly logits: Float64Array;
  readonly targets: Float64Array;
  /** Sum to 1. */
  readonly weights: Float64Array;
  readonly rate: number;
  readonly meanLogit: number;
  readonly topLogit: number;
}

function sampleOf(allLogits: Float32Array, examples: RankerExamples): Sample {
  const { groupSize, labels, groupWeights } = examples;
  const places: number[] = [];
  let positives = 0;
  for (let place = 0; place < examples.groups * groupSize; place++) {
    if (labels[place]! < 0) continue;
    places.push(place);
    positives += Math.min(1, labels[place]!);
  }
  const low = 1 / (places.length - positives + 2);
  const high = (positives + 1) / (positives + 2);
  const logits = Float64Array.from(places, (place) => allLogits[place]!);
  const targets = Float64Array.from(places, (place) => low + Math.min(1, labels[place]!) * (high - low));
  const weights = Float64Array.from(places, (place) => groupWeights[Math.floor(place / groupSize)]!);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [rate, meanLogit, topLogit] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < weights.length; i++) {
    weights[i]! /= total;
    rate += weights[i]! * targets[i]!;
    meanLogit += weights[i]! * logits[i]!;
    topLogit = Math.max(topLogit, logits[i]!);
  }
  return { logits, targets, weights, rate, meanLogit, topLogit };
}

/** Mean cross-entropy; log(1 + exp(z)) - t z, in the form that does not overflow. */
function lossOf({ logits, targets, weights }: Sample, slope: number, intercept: number): number {
  let loss = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = slope * logits[i]! + intercept;
    loss += weights[i]! * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i]! * z);
  }
  return loss;
}

function newtonStep({ logits, targets, weights }: Sample, slope: number, intercept: number): [number, number] {
  // Damped by a touch, so that logits that are all alike do not make it singular.
  let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
  for (let i = 0; i < logits.length; i++) {
    const x = logits[i]!;
    const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
    const error = weights[i]! * (p - targets[i]!);
    const curve = weights[i]! * p * (1 - p);
    g0 += error * x;
    g1 += error;
    h00 += curve * x * x;
    h01 += curve * x;
    h11 += curve;
  }
  const determinant = h00 * h11 - h01 * h01;
  return [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
}

/** Keeps the slope positive and the best candidate's logit where float32 still tells neighbours apart. */
function bounded(sample: Sample, fittedSlope: number, fittedIntercept: number): Calibration {
  let slope = Math.min(MAX_SLOPE, Math.max(MIN_SLOPE, fittedSlope));
  // A changed slope turns about the mean candidate.
  let intercept = fittedIntercept + (fittedSlope - slope) * sample.meanLogit;
  const top = slope * sample.topLogit + intercept;
  const mean = slope * sample.meanLogit + intercept;
  if (top > MAX_LOGIT && mean < MAX_LOGIT) {
    const shrunk = (slope * (MAX_LOGIT - mean)) / (top - mean);
    intercept = mean - shrunk * sample.meanLogit;
    slope = shrunk;
  }
  return { slope, intercept };
}
