import { HEADS, type Head } from '../domain/objectives.ts';
import type { RankerExamples } from './ranker-examples.ts';

/** What the examples know of one head; every place counts by its group's weight times its draw weight. */
export interface HeadData {
  readonly head: Head;
  /** Its number in HEADS. */
  readonly column: number;
  /** Places of which the outcome is known, unweighted, and the sum of their outcomes. */
  readonly known: number;
  readonly positives: number;
  /** Weighted mean outcome; a pseudo-example keeps it above 0 and below 1. */
  readonly rate: number;
  /** Mean over groups of the weighted cross-entropy of always saying `rate`, nats: what there is to be learned. */
  readonly entropy: number;
}

/**
 * A head is learned from at least this many known outcomes, among them this many that were so and this many that were not
 * (soft outcomes count by their part). With fewer, a net would learn who those few were.
 */
export const FEWEST_KNOWN = 200;
export const FEWEST_OF_EACH = 50;
/** Counted once beside the data, so that a head nobody knows anything of says 1 in 100. */
const PSEUDO_RATE = 0.01;

export function headDataOf(examples: RankerExamples): HeadData[] {
  const { groups, groupSize, outcomes, labels, drawWeights, groupWeights } = examples;
  const places = groups * groupSize;
  return HEADS.map((head, column) => {
    let [known, positives, weightSum, weightedSum] = [0, 0, 0, 0];
    for (let place = 0; place < places; place++) {
      const outcome = outcomes[column * places + place]!;
      if (Number.isNaN(outcome) || labels[place]! < 0) continue;
      const weight = groupWeights[Math.floor(place / groupSize)]! * drawWeights[place]!;
      known++;
      positives += outcome;
      weightSum += weight;
      weightedSum += weight * outcome;
    }
    const unit = known === 0 ? 1 : weightSum / known;
    const rate = (weightedSum + unit * PSEUDO_RATE) / (weightSum + unit);
    const entropy = -(rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate));
    return { head, column, known, positives, rate, entropy: (entropy * weightSum) / groups };
  });
}

/** The order itself teaches `play` (see RankerExamples.labels), so that head is there however little is known of outcomes. */
export function learnedHeads(data: readonly HeadData[]): HeadData[] {
  return data.filter(
    ({ head, known, positives }) =>
      head === 'play' || (known >= FEWEST_KNOWN && positives >= FEWEST_OF_EACH && known - positives >= FEWEST_OF_EACH),
  );
}

/** Where no outcome of `play` is known at all, the labels stand for them. */
export function withPlayOutcomes(examples: RankerExamples): RankerExamples {
  const { groups, groupSize, outcomes, labels } = examples;
  const places = groups * groupSize;
  const from = HEADS.indexOf('play') * places;
  if (outcomes.subarray(from, from + places).some((outcome) => outcome > 0)) return examples;
  const filled = outcomes.slice();
  for (let place = 0; place < places; place++) {
    if (labels[place]! >= 0) filled[from + place] = Math.min(1, labels[place]!);
  }
  return { ...examples, outcomes: filled };
}
