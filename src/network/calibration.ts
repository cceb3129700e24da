// Taken out of the loops: where globals are looked up slowly, as in the test runner, it is five times as fast.
const { abs, exp, log, log1p, max, min } = Math;

/** P = sigmoid(slope x logit + intercept). slope > 0: calibration never changes an order. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/** Uncalibrated logits, what came of them (0..1, or a share), and how much each counts. Nothing in it is unknown. */
export interface Sample {
  readonly logits: Float64Array;
  readonly outcomes: Float64Array;
  /** Above 0. */
  readonly weights: Float64Array;
}

/**
 * A float32 near 1 is coarse: distinct logits must stay distinct probabilities, because a tie loses an order. At 6 two
 * probabilities still differ when the logits differ by 3e-5.
 */
const MAX_LOGIT = 6;
const [MIN_SLOPE, MAX_SLOPE] = [0.02, 20];

/**
 * Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines", with his smoothed targets) by Newton's method with
 * halved steps. Of no sample at all: as it is.
 */
export function fitCalibration(sample: Sample): Calibration {
  if (sample.logits.length === 0) return { slope: 1, intercept: 0 };
  const smooth = smoothed(sample);
  const { meanLogit, rate } = momentsOf(smooth);
  let slope = 1;
  let intercept = log(rate / (1 - rate)) - meanLogit;
  let loss = crossEntropy(smooth, slope, intercept);
  for (let round = 0; round < 100; round++) {
    const [stepSlope, stepIntercept] = newtonStep(smooth, slope, intercept);
    let size = 1;
    let next = crossEntropy(smooth, slope - stepSlope, intercept - stepIntercept);
    while (next > loss && size > 1e-6) {
      size /= 2;
      next = crossEntropy(smooth, slope - size * stepSlope, intercept - size * stepIntercept);
    }
    if (!(next < loss)) break;
    slope -= size * stepSlope;
    intercept -= size * stepIntercept;
    const gain = loss - next;
    loss = next;
    if (gain < 1e-12) break;
  }
  return bounded(smooth, slope, intercept);
}

/** The same with targets that are never quite 0 or 1, and weights that sum to 1. */
function smoothed({ logits, outcomes, weights }: Sample): Sample {
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const low = 1 / (outcomes.length - positives + 2);
  const high = (positives + 1) / (positives + 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    logits,
    outcomes: outcomes.map((outcome) => low + outcome * (high - low)),
    weights: weights.map((weight) => weight / total),
  };
}

function momentsOf({ logits, outcomes, weights }: Sample) {
  let [rate, meanLogit, topLogit] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < weights.length; i++) {
    rate += weights[i]! * outcomes[i]!;
    meanLogit += weights[i]! * logits[i]!;
    topLogit = max(topLogit, logits[i]!);
  }
  return { rate, meanLogit, topLogit };
}

/** Weighted sum of log(1 + exp(z)) - t z, in the form that does not overflow. */
function crossEntropy({ logits, outcomes, weights }: Sample, slope: number, intercept: number): number {
  let loss = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = slope * logits[i]! + intercept;
    loss += weights[i]! * (max(z, 0) + log1p(exp(-abs(z))) - outcomes[i]! * z);
  }
  return loss;
}

function newtonStep({ logits, outcomes, weights }: Sample, slope: number, intercept: number): [number, number] {
  // Damped by a touch, so that logits that are all alike do not make it singular.
  let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
  for (let i = 0; i < logits.length; i++) {
    const x = logits[i]!;
    const p = 1 / (1 + exp(-(slope * x + intercept)));
    const error = weights[i]! * (p - outcomes[i]!);
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
  const { meanLogit, topLogit } = momentsOf(sample);
  let slope = min(MAX_SLOPE, max(MIN_SLOPE, fittedSlope));
  // A changed slope turns about the mean candidate.
  let intercept = fittedIntercept + (fittedSlope - slope) * meanLogit;
  const top = slope * topLogit + intercept;
  const mean = slope * meanLogit + intercept;
  if (top > MAX_LOGIT && mean < MAX_LOGIT) {
    const shrunk = (slope * (MAX_LOGIT - mean)) / (top - mean);
    intercept = mean - shrunk * meanLogit;
    slope = shrunk;
  }
  return { slope, intercept };
}
