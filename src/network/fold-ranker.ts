import { HEADS } from '../domain/objectives.ts';
import type { Calibration } from './calibration.ts';
import type { HeadData } from './head-data.ts';
import type { RawRanker } from './ranker-variables.ts';
import type { RankerWeights } from './ranker-weights.ts';
import type { Standardisation } from './standardisation.ts';

/**
 * Trained variables, standardisation and calibration as one plain net over raw features:
 * kernel' = factor x kernel, bias' = bias - (mean x factor) . kernel; then slope and intercept into head, skip and the last bias.
 * `learned`, `calibrations`: one for each column of the raw net. `all`: every head, for the constants of those not learned.
 */
export function foldRanker(
  raw: RawRanker,
  standardisation: Standardisation,
  learned: readonly HeadData[],
  calibrations: readonly Calibration[],
  all: readonly HeadData[],
  fingerprint: string,
): RankerWeights {
  const hidden = raw.hidden.map((layer, depth) => {
    if (depth > 0) return { units: layer.units, kernel: layer.kernel.slice(), bias: layer.bias.slice() };
    const first = fold(layer.kernel, layer.units, standardisation);
    return { units: layer.units, kernel: first.kernel, bias: layer.bias.map((bias, unit) => bias + first.bias[unit]!) };
  });
  const straight = fold(raw.skip, learned.length, standardisation);
  const bias = Float32Array.from(all, ({ rate }) => Math.log(rate / (1 - rate)));
  for (const [column, { slope, intercept }] of calibrations.entries()) {
    bias[learned[column]!.column] = (straight.bias[column]! + raw.bias[column]!) * slope + intercept;
  }
  const spread = (kernel: Float32Array): Float32Array => {
    const wide = new Float32Array((kernel.length / learned.length) * HEADS.length);
    for (let i = 0; i < kernel.length; i++) {
      const column = i % learned.length;
      const row = (i - column) / learned.length;
      wide[row * HEADS.length + learned[column]!.column] = kernel[i]! * calibrations[column]!.slope;
    }
    return wide;
  };
  return {
    width: standardisation.mean.length,
    fingerprint,
    heads: learned.map(({ head }) => head),
    hidden,
    head: spread(raw.head),
    skip: spread(straight.kernel),
    bias,
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
