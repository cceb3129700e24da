import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { type Random, seededRandom } from '../src/domain/clock.ts';
import { DEFAULT_OBJECTIVES, HEADS, type Head } from '../src/domain/objectives.ts';
import { featureWidth } from '../src/features/schema.ts';
import { openBackend } from '../src/network/backend.ts';
import { backendText, describeBackend } from '../src/network/describe-backend.ts';
import { createRanker, encodeRanker, type RankerWeights } from '../src/network/ranker-net.ts';
import { cpuMs } from './child.ts';
import { openOnnxRanker } from './onnx-ranker.ts';

/** What ranking one batch costs by several ways over the same weights. */
export interface RankResult {
  readonly candidates: number;
  readonly features: number;
  readonly hiddenUnits: number;
  readonly heads: number;
  /** CPU ms a batch: features in, scores out. `native` (onnxruntime-node) is null where that package is not installed. */
  readonly ms: Readonly<Record<'ranker' | 'predictOnBatch' | 'predict' | 'loops', number>> & {
    readonly native: number | null;
  };
  /** The same over that of `ranker`. */
  readonly ratio: Readonly<Record<string, number>>;
  /** Largest difference of a score from that of plain loops in float64, over all ways. */
  readonly largestDifference: number;
  readonly machine: { readonly cpu: string; readonly node: string; readonly backend: string };
}

type Way = (features: Float32Array, count: number, scores: Float32Array) => void | Promise<void>;

const HIDDEN_UNITS = 32;
const ROUNDS = 15;

/** Batches of 300 and 500 candidates as wide as features are today; a ranker of one head and one of all. Rounds in turn, the least counts. */
export async function* benchRank(seconds: number): AsyncGenerator<RankResult> {
  await openBackend('auto');
  const machine = { cpu: cpus()[0]!.model, node: process.versions.node, backend: backendText(await describeBackend()) };
  const random = seededRandom(1);
  const settings = [['play'] as const, HEADS].flatMap((heads) => [300, 500].map((count) => ({ heads, count })));
  for (const { heads, count } of settings) {
    const weights = madeUpWeights(heads, random);
    const features = Float32Array.from({ length: count * featureWidth }, () => random() * 2 - 1);
    const ranker = createRanker(weights);
    const model = await modelOf(weights);
    const native = await openOnnxRanker(weights);
    const ways: Record<string, Way> = {
      ranker: (x, rows, scores) => ranker.score(x, rows, DEFAULT_OBJECTIVES, scores),
      predictOnBatch: throughModel(weights, (x) => model.predictOnBatch(x) as tf.Tensor[]),
      predict: throughModel(weights, (x) => model.predict(x) as tf.Tensor[]),
      loops: byLoops(weights),
      ...(native && { native: throughNative(weights, native) }),
    };
    const expected = new Float32Array(count);
    await ways.loops!(features, count, expected);
    let largestDifference = 0;
    for (const way of Object.values(ways)) {
      const scores = new Float32Array(count);
      await way(features, count, scores);
      for (const [row, score] of scores.entries()) {
        largestDifference = Math.max(largestDifference, Math.abs(score - expected[row]!));
      }
    }
    const least = await leastInTurn(ways, features, count, (seconds * 1000) / settings.length);
    ranker.dispose();
    model.dispose();
    const { native: nativeMs = null, ...ms } = least;
    yield {
      candidates: count,
      features: featureWidth,
      hiddenUnits: HIDDEN_UNITS,
      heads: heads.length,
      ms: { ...(ms as Record<'ranker' | 'predictOnBatch' | 'predict' | 'loops', number>), native: nativeMs },
      ratio: Object.fromEntries(
        Object.entries(least).map(([name, value]) => [name, Math.round((value / least.ranker!) * 100) / 100]),
      ),
      largestDifference,
      machine,
    };
  }
}

/** For people. */
export function rankText({
  candidates,
  features,
  hiddenUnits,
  heads,
  ms,
  ratio,
  largestDifference,
}: RankResult): string {
  const times = Object.entries(ms).map(([name, value]) =>
    value === null ? `${name} -` : `${name} ${value.toFixed(3)} (${ratio[name]})`,
  );
  return `${candidates} candidates x ${features} features, ${hiddenUnits} hidden units, ${heads} head${heads === 1 ? '' : 's'}: ms CPU a batch (over ranker)  ${times.join('  ')}  largest difference ${largestDifference.toExponential(1)}`;
}

/** CPU ms a call: the least of rounds that take turns, so that all ways see the same machine. */
async function leastInTurn(ways: Record<string, Way>, features: Float32Array, count: number, budgetMs: number) {
  const scores = new Float32Array(count);
  const roundMs = budgetMs / (ROUNDS + 1) / Object.keys(ways).length;
  const least: Record<string, number> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const startedMs = cpuMs();
      let calls = 0;
      do {
        // Awaited only where there is something to wait for: a turn of the event loop would count as ranking.
        const done = way(features, count, scores);
        if (done !== undefined) await done;
        calls++;
      } while (cpuMs() - startedMs < roundMs);
      // The first round warms up.
      if (round > 0) least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, (cpuMs() - startedMs) / calls);
    }
  }
  return least;
}

/** As anybody would call the saved model; the outputs are then combined. */
function throughModel(weights: RankerWeights, predict: (x: tf.Tensor2D) => tf.Tensor[]): Way {
  return (features, count, scores) => {
    const columns: ArrayLike<number>[] = [];
    tf.tidy(() => {
      for (const output of predict(tf.tensor2d(features, [count, featureWidth]))) columns.push(output.dataSync());
    });
    const { sum, parts } = partsOf(weights);
    for (let row = 0; row < count; row++) {
      let score = 0;
      for (let column = 0; column < HEADS.length; column++) score += parts[column]! * columns[column]![row]!;
      scores[row] = score / sum;
    }
  };
}

function throughNative(weights: RankerWeights, run: (x: Float32Array, count: number) => Promise<Float32Array>): Way {
  const { sum, parts } = partsOf(weights);
  return async (features, count, scores) => {
    const heads = await run(features, count);
    for (let row = 0; row < count; row++) {
      let score = 0;
      for (let column = 0; column < HEADS.length; column++)
        score += parts[column]! * heads[row * HEADS.length + column]!;
      scores[row] = score / sum;
    }
  };
}

/** Plain loops over typed arrays, sums in float64. */
function byLoops({ width, hidden, head, skip, bias, heads }: RankerWeights): Way {
  const { units, kernel, bias: hiddenBias } = hidden[0]!;
  const columns = heads.map((name) => HEADS.indexOf(name));
  const { sum, parts } = partsOf({ heads });
  const signal = new Float64Array(units);
  return (features, count, scores) => {
    for (let row = 0; row < count; row++) {
      signal.set(hiddenBias);
      for (let i = 0, at = row * width; i < width; i++) {
        const value = features[at + i]!;
        for (let unit = 0, from = i * units; unit < units; unit++) signal[unit]! += value * kernel[from + unit]!;
      }
      let score = 0;
      for (const column of columns) {
        let logit = bias[column]!;
        for (let i = 0, at = row * width; i < width; i++) logit += features[at + i]! * skip[i * HEADS.length + column]!;
        for (let unit = 0; unit < units; unit++) {
          if (signal[unit]! > 0) logit += signal[unit]! * head[unit * HEADS.length + column]!;
        }
        score += parts[column]! / (1 + Math.exp(-logit));
      }
      scores[row] = score / sum;
    }
  };
}

function partsOf({ heads }: { readonly heads: readonly Head[] }): { parts: number[]; sum: number } {
  const parts = HEADS.map((head) => (heads.includes(head) ? DEFAULT_OBJECTIVES[head] : 0));
  return { parts, sum: parts.reduce((sum, part) => sum + Math.abs(part), 0) };
}

function madeUpWeights(heads: readonly Head[], random: Random): RankerWeights {
  const small = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * (random() - 0.5));
  const learned = (rows: number, size: number): Float32Array =>
    small(rows * HEADS.length, size).map((value, i) => (heads.includes(HEADS[i % HEADS.length]!) ? value : 0));
  return {
    width: featureWidth,
    fingerprint: 'bench',
    heads,
    hidden: [{ units: HIDDEN_UNITS, kernel: small(featureWidth * HIDDEN_UNITS, 1), bias: small(HIDDEN_UNITS, 0.1) }],
    head: learned(HIDDEN_UNITS, 1),
    skip: learned(featureWidth, 0.5),
    bias: new Float32Array(HEADS.length).fill(-1),
  };
}

function modelOf(weights: RankerWeights): Promise<LayersModel> {
  const files = encodeRanker(weights);
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get('ranker/model.json')));
  const weightData = files.get('ranker/weights.bin')!.slice().buffer;
  return loadLayersModel({
    load: async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  });
}
