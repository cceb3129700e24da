import type { Head } from '../domain/objectives.ts';
import { type Calibration, fitCalibration, type Sample } from './calibration.ts';
import { crossFitError } from './calibration-error.ts';
import type { HeadData } from './head-data.ts';
import { shownGroups } from './population.ts';
import type { RankerExamples } from './ranker-examples.ts';

/**
 * The calibration of each learned head, fitted to all the examples given, and what it errs by on examples it was not fitted to: every
 * other group. `logits`: uncalibrated, places x heads. Outcomes count by group weight x draw weight, so that the probabilities are those
 * among all the candidates that groups were drawn from; of groups that were shown alone where HeadData says so.
 */
export function calibrate(examples: RankerExamples, heads: readonly HeadData[], logits: Float32Array) {
  const calibrations: Calibration[] = [];
  const errors: Partial<Record<Head, number>> = {};
  for (const [column, head] of heads.entries()) {
    const { sample, half } = sampleOf(examples, head, logits, column, heads.length);
    calibrations.push(fitCalibration(sample));
    // Of outcomes nobody knows there is no error to tell.
    if (sample.logits.length > 0) errors[head.head] = crossFitError(sample, half);
  }
  return { calibrations, errors };
}

function sampleOf(
  examples: RankerExamples,
  head: HeadData,
  logits: Float32Array,
  column: number,
  columns: number,
): { sample: Sample; half: Uint8Array } {
  const { groups, groupSize, labels, outcomes, drawWeights, groupWeights } = examples;
  const places = groups * groupSize;
  const shown = head.ofShown ? shownGroups(examples) : null;
  const groupOf = (place: number): number => Math.floor(place / groupSize);
  const outcomeOf = (place: number): number => outcomes[head.column * places + place]!;
  const known = Int32Array.from({ length: places }, (_, place) => place).filter(
    (place) => labels[place]! >= 0 && !Number.isNaN(outcomeOf(place)) && shown?.[groupOf(place)] !== 0,
  );
  return {
    sample: {
      logits: Float64Array.from(known, (place) => logits[place * columns + column]!),
      outcomes: Float64Array.from(known, outcomeOf),
      weights: Float64Array.from(known, (place) => groupWeights[groupOf(place)]! * drawWeights[place]!),
    },
    half: Uint8Array.from(known, (place) => groupOf(place) % 2),
  };
}
