import { type Random, seededRandom } from '../domain/clock.ts';
import { createAdam } from './adam.ts';
import type { HeadData } from './head-data.ts';
import { createPopulationOffset, firstOffsets, shownGroups } from './population.ts';
import { createPositionBias, positionBiasSize } from './position-bias.ts';
import { createRankerBatches } from './ranker-batches.ts';
import type { RankerExamples } from './ranker-examples.ts';
import { createRankerLoss } from './ranker-loss.ts';
import { listwiseQuality } from './ranker-quality.ts';
import type { RankerTraining } from './ranker-training.ts';
import { createRankerVariables, drawRanker, type RankerShape, rawRanker } from './ranker-variables.ts';
import { standardisationOf } from './standardisation.ts';
import type { TrainingProgress } from './training-checkpoint.ts';

/** The tables of position bias and the offsets are few and see many examples: they learn this much faster than the net. */
const POSITION_RATE = 5;

/** One net in training: its parameters, epochs of steps, and its judgement of examples. The caller disposes it. */
export function createRankerTrainer(examples: RankerExamples, heads: readonly HeadData[], training: RankerTraining) {
  const shape: RankerShape = {
    width: examples.width,
    hidden: training.linear ? [] : training.hidden,
    heads: heads.length,
  };
  const names = heads.map(({ head }) => head);
  const play = names.indexOf('play');
  const bias = heads.map(({ rate }) => Math.log(rate / (1 - rate)));
  const drawn = drawRanker(shape, bias, seededRandom(training.seed));
  const tableSize = training.ignorePositions ? 0 : positionBiasSize(examples, names);
  const offsets = firstOffsets(heads, examples);
  // One flat column of everything that is learned: the net, the tables of position bias, the offsets.
  const values = new Float32Array(drawn.length + tableSize + offsets.length);
  values.set(drawn);
  values.set(offsets, drawn.length + tableSize);
  const variables = createRankerVariables(shape, values.subarray(0, drawn.length));
  const tables = values.subarray(drawn.length, drawn.length + tableSize);
  const populationOffset = createPopulationOffset(values.subarray(drawn.length + tableSize));
  const shown = shownGroups(examples);
  const positionBias = tableSize === 0 ? null : createPositionBias(examples, names, tables);
  const rates = new Float32Array(values.length).fill(training.learningRate);
  rates.fill(training.learningRate * POSITION_RATE, drawn.length);
  const adam = createAdam(values, rates);
  const best = values.slice();
  const progress: TrainingProgress = {
    epochs: 0,
    steps: 0,
    bestLoss: Number.POSITIVE_INFINITY,
    worseEpochs: 0,
    columns: [values, ...adam.moments, best],
  };

  const standardisation = standardisationOf(examples);
  const batchGroups = Math.max(1, Math.min(training.batchGroups, examples.groups));
  const batchOf = createRankerBatches(examples, standardisation, batchGroups);
  const lossOf = createRankerLoss(examples, heads, batchGroups);
  const gradient = new Float32Array(values.length);
  const slopes = new Float32Array(batchGroups * examples.groupSize * heads.length);

  /** One step of Adam. Returns the batch's part of the loss, without l2 and ridge. */
  function step(order: Int32Array, from: number, count: number): number {
    let loss = 0;
    const x = batchOf(order, from, count);
    variables.upload();
    const ofLogits = (netLogits: Float32Array): Float32Array => {
      const logits = values.length > drawn.length ? netLogits.slice() : netLogits;
      positionBias?.add(examples, order, from, count, logits);
      populationOffset.add(shown, examples.groupSize, order, from, count, logits);
      loss = lossOf(logits, order, from, count, slopes);
      return slopes;
    };
    variables.gradient(x, ofLogits, gradient);
    x.dispose();
    const { decayed } = variables;
    for (let i = 0; i < drawn.length; i++) if (decayed[i] === 1) gradient[i]! += 2 * training.l2 * values[i]!;
    gradient.fill(0, drawn.length);
    const ofTables = gradient.subarray(drawn.length, drawn.length + tableSize);
    positionBias?.addGradient(examples, order, from, count, slopes, ofTables);
    const ofOffsets = gradient.subarray(drawn.length + tableSize);
    populationOffset.addGradient(shown, examples.groupSize, order, from, count, slopes, ofOffsets);
    adam.step(gradient, ++progress.steps);
    return loss;
  }

  /** Of all places as they would be served, places x heads. */
  function logitsOf(of: RankerExamples): Float32Array {
    const size = Math.min(batchGroups, of.groups);
    const batch = createRankerBatches(of, standardisation, size);
    const order = inOrder(of.groups);
    const logits = new Float32Array(of.groups * of.groupSize * heads.length);
    variables.upload();
    for (let from = 0; from < of.groups; from += size) {
      const x = batch(order, from, Math.min(size, of.groups - from));
      logits.set(variables.logits(x), from * of.groupSize * heads.length);
      x.dispose();
    }
    return logits;
  }

  return {
    progress,
    standardisation,
    logitsOf,
    /** Every group once, in an order by chance. Returns the mean loss of a group. */
    async epoch(random: Random): Promise<number> {
      const order = shuffle(inOrder(examples.groups), random);
      let loss = 0;
      for (let from = 0; from < order.length; from += batchGroups) {
        loss += step(order, from, Math.min(batchGroups, order.length - from));
        // Whoever else lives in this process gets a turn between two steps.
        await new Promise(setImmediate);
      }
      return (loss * batchGroups) / order.length;
    },
    /** The loss with what positions and populations explain, as the examples were made; the order without, as it would be served. */
    judge(of: RankerExamples): { loss: number; ndcg10: number } {
      const logits = logitsOf(of);
      const plays = Float32Array.from({ length: of.groups * of.groupSize }, (_, i) => logits[i * heads.length + play]!);
      const order = inOrder(of.groups);
      positionBias?.add(of, order, 0, of.groups, logits);
      populationOffset.add(shownGroups(of), of.groupSize, order, 0, of.groups, logits);
      const loss = createRankerLoss(of, heads, of.groups)(logits, order, 0, of.groups, null);
      return { loss, ndcg10: listwiseQuality(of, plays).ndcg10 };
    },
    /** Keeps the parameters as the best so far if the loss is the least so far, or nobody judges. */
    keepIfBest(loss: number | null): void {
      if (loss === null || loss < progress.bestLoss) {
        best.set(values);
        progress.bestLoss = loss ?? progress.bestLoss;
        progress.worseEpochs = 0;
      } else progress.worseEpochs++;
    },
    takeBest: () => values.set(best),
    /** The net's parameters, without the tables of position bias. */
    raw: () => rawRanker(shape, values),
    dispose: () => variables.dispose(),
  };
}

const inOrder = (length: number): Int32Array => Int32Array.from({ length }, (_, group) => group);

/** Fisher-Yates, in place. */
function shuffle(order: Int32Array, random: Random): Int32Array {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}
