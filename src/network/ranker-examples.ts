import { MarqueeError } from '../domain/errors.ts';
import { HEADS } from '../domain/objectives.ts';

/**
 * What a ranker learns from: groups (one user at one moment) of equally many candidates. An empty place in a group has a negative
 * label and any features.
 */
export interface RankerExamples {
  /** groups x groupSize x width, row by row. */
  readonly features: Float32Array;
  readonly groups: number;
  readonly groupSize: number;
  readonly width: number;
  /**
   * groups x groupSize: relevance 0..1; negative = empty place. A group of zeros (a page of which nothing was wanted) teaches no order,
   * but its outcomes count. At least one group has something above 0.
   */
  readonly labels: Float32Array;
  /** HEADS.length x groups x groupSize, head by head: what came of it, 0..1; NaN = nobody knows, nothing is learned from it. */
  readonly outcomes: Float32Array;
  /** groups x groupSize: 1 / P(this candidate was drawn into the group), at least 1; what was logged as seen has 1. */
  readonly drawWeights: Float32Array;
  /** groups x groupSize: where it was shown, for training alone; -1 = it was not shown, or nobody knows where. */
  readonly shownRow: Int16Array;
  readonly shownPosition: Int16Array;
  /** How much each group counts; above 0. */
  readonly groupWeights: Float32Array;
}

/** Throws MarqueeError 'data-check-failed' unless the examples can be learned from. */
export function checkRankerExamples(examples: RankerExamples): void {
  const { features, groups, groupSize, width, labels, groupWeights, outcomes, drawWeights } = examples;
  const places = groups * groupSize;
  if (groups < 1) refuse('there are none');
  const short = [labels, drawWeights, examples.shownRow, examples.shownPosition].some(({ length }) => length < places);
  if (features.length < places * width || short || groupWeights.length < groups) {
    refuse('their columns are shorter than groups x group size x width');
  }
  // Each head's outcomes begin after the last one's, so a longer column would be read wrongly.
  if (outcomes.length !== HEADS.length * places) refuse('their outcomes are not heads x groups x group size');
  let ordered = 0;
  for (let group = 0; group < groups; group++) {
    let sum = 0;
    for (let place = group * groupSize; place < (group + 1) * groupSize; place++) sum += Math.max(0, labels[place]!);
    if (!Number.isFinite(sum)) refuse(`group ${group} has a label that is no number`);
    if (sum > 0) ordered++;
    if (!(groupWeights[group]! > 0 && groupWeights[group]! < Infinity)) refuse(`group ${group} has no positive weight`);
  }
  if (ordered === 0) refuse('no group has a positive label');
  for (let place = 0; place < places; place++) {
    if (labels[place]! < 0) continue;
    if (!(drawWeights[place]! > 0 && drawWeights[place]! < Infinity))
      refuse(`place ${place} has no positive draw weight`);
    for (let head = 0; head < HEADS.length; head++) {
      const outcome = outcomes[head * places + place]!;
      if (outcome < 0 || outcome > 1) refuse(`outcome "${HEADS[head]}" of place ${place} is not within 0..1`);
    }
    for (let i = place * width; i < (place + 1) * width; i++) {
      if (!Number.isFinite(features[i]!)) refuse(`feature ${i - place * width} of place ${place} is not finite`);
    }
  }
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The ranker's training examples cannot be used: ${reason}.`);
}
