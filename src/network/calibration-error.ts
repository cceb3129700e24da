import { fitCalibration, type Sample } from './calibration.ts';

/**
 * Expected calibration error: the weighted mean over bins of |mean prediction - mean outcome|, the bins of equal weight along the
 * predictions (Naeini, Cooper & Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning"). 0..1; NaN of nothing.
 */
export function expectedCalibrationError(
  predictions: Float64Array,
  outcomes: Float64Array,
  weights: Float64Array,
  bins = BINS,
): number {
  const order = Int32Array.from(predictions.keys()).sort((a, b) => predictions[a]! - predictions[b]! || a - b);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [error, passed, predicted, happened, bin] = [0, 0, 0, 0, 1];
  for (const [rank, at] of order.entries()) {
    predicted += weights[at]! * predictions[at]!;
    happened += weights[at]! * outcomes[at]!;
    passed += weights[at]!;
    if (passed < (total * bin) / bins && rank < order.length - 1) continue;
    error += Math.abs(predicted - happened);
    [predicted, happened] = [0, 0];
    while (passed >= (total * bin) / bins && bin <= bins) bin++;
  }
  return error / total;
}

const BINS = 15;

/**
 * The error of a calibration on data that it was not fitted to: fitted to either half and judged on the other. `half` says for each
 * place of the sample which half it is in, 0 or 1; whoever is in both would make it look better than it is.
 */
export function crossFitError(sample: Sample, half: Uint8Array): number {
  const predictions = new Float64Array(sample.logits.length);
  for (const judged of [0, 1]) {
    const { slope, intercept } = fitCalibration(only(sample, half, 1 - judged));
    for (let i = 0; i < predictions.length; i++) {
      if (half[i] === judged) predictions[i] = 1 / (1 + Math.exp(-(slope * sample.logits[i]! + intercept)));
    }
  }
  return expectedCalibrationError(predictions, sample.outcomes, sample.weights);
}

function only(sample: Sample, half: Uint8Array, which: number): Sample {
  const inside = (_: number, i: number): boolean => half[i] === which;
  return {
    logits: sample.logits.filter(inside),
    outcomes: sample.outcomes.filter(inside),
    weights: sample.weights.filter(inside),
  };
}
