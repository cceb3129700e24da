import type { RankerExamples } from './ranker-examples.ts';

/** Weighted means over groups with something relevant: listwise cross-entropy in nats, and NDCG@10 with linear gain (ties count against the model). */
export function listwiseQuality(examples: RankerExamples, logits: Float32Array): { loss: number; ndcg10: number } {
  const { groups, groupSize, labels, groupWeights } = examples;
  let loss = 0;
  let ndcg10 = 0;
  let weightSum = 0;
  for (let group = 0; group < groups; group++) {
    const from = group * groupSize;
    const groupLabels = labels.subarray(from, from + groupSize);
    const groupLogits = logits.subarray(from, from + groupSize);
    if (!groupLabels.some((label) => label > 0)) continue;
    const weight = groupWeights[group]!;
    loss += weight * crossEntropy(groupLabels, groupLogits);
    ndcg10 += weight * ndcg(groupLabels, groupLogits);
    weightSum += weight;
  }
  return { loss: loss / weightSum, ndcg10: ndcg10 / weightSum };
}

function crossEntropy(labels: Float32Array, logits: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) top = Math.max(top, logits[i]!);
  let mass = 0;
  let labelSum = 0;
  let agreement = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue;
    mass += Math.exp(logits[i]! - top);
    labelSum += labels[i]!;
    agreement += labels[i]! * (logits[i]! - top);
  }
  return Math.log(mass) - agreement / labelSum;
}

const DEPTH = 10;

function ndcg(labels: Float32Array, logits: Float32Array): number {
  let gained = 0;
  let ideal = 0;
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i]! > 0)) continue;
    let ahead = 0;
    let better = 0;
    for (let j = 0; j < labels.length; j++) {
      if (j === i || labels[j]! < 0) continue;
      // Of equal logits the less relevant stands ahead; of equal relevance too, the earlier.
      const tied = logits[j] === logits[i];
      if (logits[j]! > logits[i]! || (tied && (labels[j]! < labels[i]! || (labels[j] === labels[i] && j < i)))) ahead++;
      if (labels[j]! > labels[i]! || (labels[j] === labels[i] && j < i)) better++;
    }
    if (ahead < DEPTH) gained += labels[i]! / Math.log2(ahead + 2);
    if (better < DEPTH) ideal += labels[i]! / Math.log2(better + 2);
  }
  return gained / ideal;
}
