import type { Calibration } from './calibration.ts';
import type { RawRanker } from './ranker-variables.ts';
import type { RankerWeights } from './ranker-weights.ts';
import type { Standardisation } from './standardisation.ts';

/**
 * Trained variables, standardisation and calibration as one plain net over raw features:
 * kernel' = factor x kernel, bias' = bias - (mean x factor) . kernel; then slope and intercept into head, skip and the last bias.
 */
export function foldRanker(
  raw: RawRanker,
  standardisation: Standardisation,
  calibration: Calibration,
  fingerprint: string,
): RankerWeights {
  const { slope, intercept } = calibration;
  const skip = fold(raw.skip, 1, standardisation);
  const hidden = raw.hidden.map((layer, depth) => {
    if (depth > 0) return layer;
    const first = fold(layer.kernel, layer.units, standardisation);
    return { units: layer.units, kernel: first.kernel, bias: layer.bias.map((bias, unit) => bias + first.bias[unit]!) };
  });
  return {
    width: raw.width,
    fingerprint,
    hidden,
    head: raw.head.map((weight) => weight * slope),
    skip: skip.kernel.map((weight) => weight * slope),
    bias: Math.fround(skip.bias[0]! * slope + intercept),
  };
}

function fold(kernel: Float32Array, units: number, { mean, factor }: Standardisation) {
  const bias = new Float64Array(units);
  const folded = kernel.map((weight, at) => {
    const input = Math.floor(at / units);
    bias[at % units]! -= mean[input]! * factor[input]! * weight;
    return weight * factor[input]!;
  });
  return { kernel: folded, bias };
}
