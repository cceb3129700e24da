import type { HeadData } from './head-data.ts';
import type { RankerExamples } from './ranker-examples.ts';

// Taken out of the loops: where globals are looked up slowly, as in the test runner, it is five times as fast.
const { abs, exp, log, log1p, max, min } = Math;

/**
 * loss(logits, order, from, count, gradient) of the groups order[from .. from + count): logits are theirs, places x heads row by row;
 * d loss / d logits is written to `gradient` unless that is null. Summed over batches, `batchGroups` of mean weight at a time, it is the
 * mean of a group (of the first part: of a group in which something was wanted, the others teach no order):
 *
 *   listwise cross-entropy of `labels` and the softmax of log P(play), which makes the order (Cao et al. 2007, "Learning to rank: from
 *   pairwise approach to listwise approach", top-one form; over log P instead of the logits by Bai et al. 2023, "Regression compatible
 *   listwise objectives for calibrated ranking": where P is small it is the same, where P is large the plain one bends probabilities),
 *   + for each head a weight x binary cross-entropy of its known outcomes / what a constant would have, which makes probabilities.
 */
export function createRankerLoss(examples: RankerExamples, heads: readonly HeadData[], batchGroups: number) {
  const { groupSize, labels, outcomes, drawWeights, groupWeights } = examples;
  const places = examples.groups * groupSize;
  const play = heads.findIndex(({ head }) => head === 'play');
  // The mean weight is taken out of both parts: weights say what counts more, not how fast to learn.
  let orderedWeight = 0;
  for (let group = 0; group < examples.groups; group++) {
    if (labelSumOf(group) > 0) orderedWeight += groupWeights[group]! / examples.groups;
  }
  const scale = heads.map(({ head, entropy }) =>
    entropy > 0 ? (head === 'play' ? PLAY_WEIGHT : HEAD_WEIGHT) / (entropy * batchGroups) : 0,
  );

  return function loss(
    logits: Float32Array,
    order: Int32Array,
    from: number,
    count: number,
    gradient: Float32Array | null,
  ): number {
    let sum = 0;
    gradient?.fill(0, 0, count * groupSize * heads.length);
    for (let i = 0; i < count; i++) {
      const group = order[from + i]!;
      sum += listwise(logits, group, i * groupSize, groupWeights[group]! / (orderedWeight * batchGroups), gradient);
      for (let column = 0; column < heads.length; column++) {
        if (scale[column]! > 0) sum += pointwise(logits, group, i * groupSize, column, gradient);
      }
    }
    return sum;
  };

  function labelSumOf(group: number): number {
    let sum = 0;
    for (let j = group * groupSize; j < (group + 1) * groupSize; j++) sum += max(0, labels[j]!);
    return sum;
  }

  /** softmax(log p) is p over the sum of p. Its gradient by a logit is weight x (1 - p) x (p / sum of p - label / sum of labels). */
  function listwise(
    logits: Float32Array,
    group: number,
    at: number,
    weight: number,
    gradient: Float32Array | null,
  ): number {
    const labelSum = labelSumOf(group);
    if (labelSum === 0) return 0;
    let [mass, agreement] = [0, 0];
    for (let j = 0; j < groupSize; j++) {
      const label = labels[group * groupSize + j]!;
      if (label < 0) continue;
      const z = logits[(at + j) * heads.length + play]!;
      mass += sigmoid(z);
      if (label > 0) agreement += label * (min(z, 0) - log1p(exp(-abs(z))));
    }
    // Every candidate at P = 0: no logit of float32 that training comes to.
    mass = max(mass, Number.MIN_VALUE);
    if (gradient !== null) {
      for (let j = 0; j < groupSize; j++) {
        const label = labels[group * groupSize + j]!;
        if (label < 0) continue;
        const cell = (at + j) * heads.length + play;
        const p = sigmoid(logits[cell]!);
        gradient[cell]! += weight * (1 - p) * (p / mass - label / labelSum);
      }
    }
    return weight * (log(mass) - agreement / labelSum);
  }

  /** Sum of weight x (log(1 + exp(z)) - outcome x z), in the form that does not overflow; its gradient is sigmoid(z) - outcome. */
  function pointwise(
    logits: Float32Array,
    group: number,
    at: number,
    column: number,
    gradient: Float32Array | null,
  ): number {
    const from = heads[column]!.column * places;
    const groupScale = scale[column]! * groupWeights[group]!;
    let sum = 0;
    for (let j = 0; j < groupSize; j++) {
      const place = group * groupSize + j;
      const outcome = outcomes[from + place]!;
      if (Number.isNaN(outcome) || labels[place]! < 0) continue;
      const cell = (at + j) * heads.length + column;
      const z = logits[cell]!;
      const weight = groupScale * drawWeights[place]!;
      sum += weight * (max(z, 0) + log1p(exp(-abs(z))) - outcome * z);
      if (gradient !== null) gradient[cell]! += weight * (sigmoid(z) - outcome);
    }
    return sum;
  }
}

const HEAD_WEIGHT = 0.5;
/** Less: the order pulls on that head already. Measured on the validation examples, see docs/quality.md. */
const PLAY_WEIGHT = 0.25;

const sigmoid = (z: number): number => 1 / (1 + exp(-z));
