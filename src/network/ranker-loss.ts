import type { HeadData } from './head-data.ts';
import type { RankerExamples } from './ranker-examples.ts';

/**
 * loss(logits, order, from, count, gradient) of the groups order[from .. from + count): logits are theirs, places x heads row by row;
 * d loss / d logits is written to `gradient` unless that is null. A full batch of mean weight has the mean loss of a group:
 *
 *   listwise softmax cross-entropy of `labels` on the logits of `play` (Cao et al. 2007, "Learning to rank: from pairwise approach to
 *   listwise approach", top-one form), which makes the order,
 *   + for each head HEAD_WEIGHT x binary cross-entropy of its known outcomes / what a constant would have, which makes probabilities.
 */
export function createRankerLoss(examples: RankerExamples, heads: readonly HeadData[], batchGroups: number) {
  const { groupSize, labels, outcomes, drawWeights, groupWeights } = examples;
  const places = examples.groups * groupSize;
  const play = heads.findIndex(({ head }) => head === 'play');
  // The mean weight is taken out of both parts: weights say what counts more, not how fast to learn.
  let meanWeight = 0;
  for (let group = 0; group < examples.groups; group++) meanWeight += groupWeights[group]! / examples.groups;
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
      sum += listwise(logits, group, i * groupSize, groupWeights[group]! / (meanWeight * batchGroups), gradient);
      for (let column = 0; column < heads.length; column++) {
        if (scale[column]! > 0) sum += pointwise(logits, group, i * groupSize, column, gradient);
      }
    }
    return sum;
  };

  /** weight x cross-entropy(labels, softmax(logits)); its gradient is weight x (softmax - labels over their sum). */
  function listwise(
    logits: Float32Array,
    group: number,
    at: number,
    weight: number,
    gradient: Float32Array | null,
  ): number {
    const stride = heads.length;
    let top = Number.NEGATIVE_INFINITY;
    let labelSum = 0;
    for (let j = 0; j < groupSize; j++) {
      const label = labels[group * groupSize + j]!;
      if (label < 0) continue;
      labelSum += label;
      top = Math.max(top, logits[(at + j) * stride + play]!);
    }
    // Nothing was wanted: nothing stands before anything else.
    if (labelSum === 0) return 0;
    let mass = 0;
    let agreement = 0;
    for (let j = 0; j < groupSize; j++) {
      const label = labels[group * groupSize + j]!;
      if (label < 0) continue;
      const above = logits[(at + j) * stride + play]! - top;
      mass += Math.exp(above);
      agreement += label * above;
    }
    if (gradient !== null) {
      for (let j = 0; j < groupSize; j++) {
        const label = labels[group * groupSize + j]!;
        if (label < 0) continue;
        const cell = (at + j) * stride + play;
        gradient[cell]! += weight * (Math.exp(logits[cell]! - top) / mass - label / labelSum);
      }
    }
    return weight * (Math.log(mass) - agreement / labelSum);
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
      const shrunk = Math.exp(-Math.abs(z));
      sum += weight * (Math.max(z, 0) + Math.log1p(shrunk) - outcome * z);
      if (gradient !== null) gradient[cell]! += weight * ((z >= 0 ? 1 : shrunk) / (1 + shrunk) - outcome);
    }
    return sum;
  }
}

const HEAD_WEIGHT = 0.5;
const PLAY_WEIGHT = 0.5;
