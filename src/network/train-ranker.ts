import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import { fitCalibration } from './calibration.ts';
import { foldRanker } from './fold-ranker.ts';
import { createRankerBatches } from './ranker-batches.ts';
import { checkRankerExamples, type RankerExamples } from './ranker-examples.ts';
import { listwiseQuality } from './ranker-quality.ts';
import { createRankerVariables, logitsOf, type RankerVariables } from './ranker-variables.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';
import { standardisationOf } from './standardisation.ts';

export interface RankerTraining {
  /** Of the features in the examples; the weights carry it. */
  readonly fingerprint: string;
  readonly epochs: number;
  readonly batchGroups: number;
  readonly learningRate: number;
  /** Units of each hidden layer, e.g. [32, 16]. */
  readonly hidden: readonly number[];
  /** Weight of the squared kernels in the loss. */
  readonly l2: number;
  readonly seed: number;
  /** Stop after this many epochs without a better validation loss. */
  readonly patience: number;
  /** Without it: no early stopping, and calibration on the training examples. */
  readonly validation?: RankerExamples;
  /** No hidden layers whatever `hidden` says. */
  readonly linear?: boolean;
  readonly onEpoch?: (epoch: EpochReport) => void;
}

export interface EpochReport {
  /** From 0. */
  readonly epoch: number;
  /** Mean listwise cross-entropy, nats a group. */
  readonly loss: number;
  readonly validationLoss: number | null;
  readonly validationNdcg10: number | null;
}

/**
 * Learns to put the positives of each group first: listwise softmax cross-entropy (Cao et al. 2007, "Learning to rank: from
 * pairwise approach to listwise approach", top-one form), Adam, standardised features. The best epoch by validation loss is kept,
 * calibrated to probabilities (see fitCalibration) and folded into plain weights. One seed gives the same bits on one backend.
 * Throws MarqueeError 'data-check-failed' for examples that cannot be learned from, or when the weights run away.
 */
export async function trainRanker(examples: RankerExamples, training: RankerTraining): Promise<RankerWeights> {
  checkRankerExamples(examples);
  const validation = training.validation;
  if (validation) checkRankerExamples(validation);
  const random = seededRandom(training.seed);
  const standardisation = standardisationOf(examples);
  const hidden = training.linear ? [] : training.hidden;
  const variables = createRankerVariables(examples.width, hidden, random);
  const optimizer = tf.train.adam(training.learningRate);
  const batchGroups = Math.max(1, Math.min(training.batchGroups, examples.groups));
  const batchOf = createRankerBatches(examples, standardisation, batchGroups);
  const order = Int32Array.from({ length: examples.groups }, (_, group) => group);
  const logits = (of: RankerExamples): Float32Array => logitsOfAll(variables, of, standardisation, batchGroups);

  let best = variables.read();
  let bestLoss = Number.POSITIVE_INFINITY;
  let worseEpochs = 0;
  try {
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      shuffle(order, random);
      let loss = 0;
      for (let from = 0; from < order.length; from += batchGroups) {
        const count = Math.min(batchGroups, order.length - from);
        loss += step(variables, optimizer, () => batchOf(order, from, count), training.l2);
        // Whoever else lives in this process gets a turn between two steps.
        await new Promise(setImmediate);
      }
      loss *= batchGroups / order.length;
      if (!Number.isFinite(loss)) {
        throw new MarqueeError('data-check-failed', 'The ranker diverged in training: lower the learning rate.');
      }
      const quality = validation ? listwiseQuality(validation, logits(validation)) : null;
      training.onEpoch?.({
        epoch,
        loss,
        validationLoss: quality?.loss ?? null,
        validationNdcg10: quality?.ndcg10 ?? null,
      });
      if (quality === null || quality.loss < bestLoss) {
        best = variables.read();
        bestLoss = quality?.loss ?? bestLoss;
        worseEpochs = 0;
      } else if (++worseEpochs >= training.patience) break;
    }
    variables.write(best);
    const judged = validation ?? examples;
    const calibration = fitCalibration(logits(judged), judged);
    const weights = foldRanker(best, standardisation, calibration, training.fingerprint);
    checkRankerWeights(weights);
    return weights;
  } finally {
    optimizer.dispose();
    variables.dispose();
  }
}

/** One Adam step. Returns the batch's part of the loss, without the l2 term. */
function step(
  variables: RankerVariables,
  optimizer: tf.Optimizer,
  batch: () => ReturnType<ReturnType<typeof createRankerBatches>>,
  l2: number,
): number {
  let loss = 0;
  tf.tidy(() => {
    const { x, targets, weights, mask } = batch();
    const objective = (): tf.Scalar => {
      const logits = tf.add(tf.reshape(logitsOf(variables, x), mask.shape), mask);
      const fit = listwiseLoss(logits, targets, weights) as tf.Scalar;
      loss = fit.dataSync()[0]!;
      if (l2 === 0) return fit;
      const sizes = variables.kernels.map((kernel) => tf.sum(tf.square(kernel)));
      return tf.add(fit, tf.mul(l2, tf.addN(sizes)));
    };
    const { grads, value } = tf.variableGrads(objective, variables.all as tf.Variable[]);
    value.dispose();
    optimizer.applyGradients(grads);
  });
  return loss;
}

/** sum over groups of weight x cross-entropy(labels, softmax(logits)); its gradient is weight x softmax - targets. */
const listwiseLoss = tf.customGrad((...inputs) => {
  const [logits, targets, weights, save] = inputs as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  const chances = tf.softmax(logits);
  save([chances, targets, weights]);
  const value = tf.neg(tf.sum(tf.mul(targets, tf.log(tf.maximum(chances, 1e-30)))));
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
    const [p, t, w] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    return [tf.mul(dy, tf.sub(tf.mul(p, w), t)), tf.zerosLike(t), tf.zerosLike(w)];
  };
  return { value, gradFunc };
});

/** Uncalibrated logits of all places, groups x groupSize. */
function logitsOfAll(
  variables: RankerVariables,
  examples: RankerExamples,
  standardisation: ReturnType<typeof standardisationOf>,
  batchGroups: number,
): Float32Array {
  const size = Math.min(batchGroups, examples.groups);
  const batchOf = createRankerBatches(examples, standardisation, size);
  const order = Int32Array.from({ length: examples.groups }, (_, group) => group);
  const out = new Float32Array(examples.groups * examples.groupSize);
  for (let from = 0; from < examples.groups; from += size) {
    tf.tidy(() => {
      const { x } = batchOf(order, from, Math.min(size, examples.groups - from));
      out.set(logitsOf(variables, x).dataSync(), from * examples.groupSize);
    });
  }
  return out;
}

/** Fisher-Yates, in place. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
}
