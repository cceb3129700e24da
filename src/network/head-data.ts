import { HEADS, type Head } from '../domain/objectives.ts';
import { shownGroups } from './population.ts';
import type { RankerExamples } from './ranker-examples.ts';

/** What the examples know of one head; every place counts by its group's weight times its draw weight. */
export interface HeadData {
  readonly head: Head;
  /** Its number in HEADS. */
  readonly column: number;
  /**
   * The probabilities are those of candidates that were shown, where enough is known of such (of plays; all heads alike, or they could not
   * be weighed against each other). Otherwise those among all candidates that groups were drawn from.
   */
  readonly ofShown: boolean;
  /** Places of that population of which the outcome is known, unweighted, and the sum of their outcomes. */
  readonly known: number;
  readonly positives: number;
  /** Weighted mean outcome there; a pseudo-example keeps it above 0 and below 1. And in groups of which nothing was shown. */
  readonly rate: number;
  readonly rateElsewhere: number;
  /** Mean over groups of the weighted cross-entropy of always saying the population's rate, nats: what there is to be learned. */
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
  const shown = shownGroups(examples);
  const counts = HEADS.map((_, column) => ({
    shown: countOf(examples, column, (group) => shown[group] === 1),
    elsewhere: countOf(examples, column, (group) => shown[group] === 0),
    all: countOf(examples, column, () => true),
  }));
  const ofShown = isEnough(counts[HEADS.indexOf('play')]!.shown);
  return HEADS.map((head, column) => {
    const { shown: seen, elsewhere, all } = counts[column]!;
    const { known, positives, rate } = ofShown ? seen : all;
    const entropy = ofShown ? entropyOf(seen) + entropyOf(elsewhere) : entropyOf(all);
    return {
      head,
      column,
      ofShown,
      known,
      positives,
      rate,
      rateElsewhere: elsewhere.rate,
      entropy: entropy / examples.groups,
    };
  });
}

interface Count {
  readonly known: number;
  readonly positives: number;
  readonly weight: number;
  readonly rate: number;
}

function countOf(
  { groups, groupSize, outcomes, labels, drawWeights, groupWeights }: RankerExamples,
  column: number,
  isCounted: (group: number) => boolean,
): Count {
  let [known, positives, weight, weighted] = [0, 0, 0, 0];
  for (let group = 0; group < groups; group++) {
    if (!isCounted(group)) continue;
    for (let place = group * groupSize; place < (group + 1) * groupSize; place++) {
      const outcome = outcomes[column * groups * groupSize + place]!;
      if (Number.isNaN(outcome) || labels[place]! < 0) continue;
      known++;
      positives += outcome;
      weight += groupWeights[group]! * drawWeights[place]!;
      weighted += groupWeights[group]! * drawWeights[place]! * outcome;
    }
  }
  const unit = known === 0 ? 1 : weight / known;
  return { known, positives, weight, rate: (weighted + unit * PSEUDO_RATE) / (weight + unit) };
}

const entropyOf = ({ rate, weight }: Count): number =>
  -weight * (rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate));

const isEnough = ({ known, positives }: Pick<Count, 'known' | 'positives'>): boolean =>
  known >= FEWEST_KNOWN && positives >= FEWEST_OF_EACH && known - positives >= FEWEST_OF_EACH;

/** The order itself teaches `play` (see RankerExamples.labels), so that head is there however little is known of outcomes. */
export function learnedHeads(data: readonly HeadData[]): HeadData[] {
  return data.filter((each) => each.head === 'play' || isEnough(each));
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
