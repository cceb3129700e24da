import * as tf from '@tensorflow/tfjs-core';
import { MarqueeError } from '../domain/errors.ts';
import type { Ranker } from '../domain/model-package.ts';
import { HEADS, type Head } from '../domain/objectives.ts';
import { type ForeignModel, loadForeignModel, type NamedWidth, sentenceOf } from './foreign-model.ts';
import type { ForeignModelFiles } from './foreign-model-files.ts';
import type { MappedInput, RankerMapping } from './ranker-mapping.ts';

/** What the features are that a foreign model is joined to. */
export interface FeatureNames {
  readonly fingerprint: string;
  /** Of each column of a row, in order. */
  readonly columns: readonly string[];
}

/**
 * A model that others made, behind the port of ours: its columns are gathered from the feature matrix, its outputs are the heads it
 * was mapped to, any other head is 0. A TF.js backend must be open. Throws MarqueeError 'data-check-failed' when model and mapping
 * do not fit each other or the features.
 */
export async function createForeignRanker(
  files: ForeignModelFiles,
  mapping: RankerMapping,
  features: FeatureNames,
): Promise<Ranker> {
  const model = await loadForeignModel(files);
  try {
    return join(model, mapping, features);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function join(model: ForeignModel, mapping: RankerMapping, { fingerprint, columns }: FeatureNames): Ranker {
  const width = columns.length;
  const gathers = matched('input', model.inputs, mapping.inputs, ({ columns: read }) => read.length).map((input) =>
    createGather(input, columns),
  );
  const outputs = matched('output', model.outputs, mapping.outputs, ({ heads }) => heads.length);
  const slots = outputs.map(({ heads }) => heads.map((head) => HEADS.indexOf(head)));
  const learned = HEADS.filter((_, at) => slots.some((slot) => slot.includes(at)));

  function run(features: Float32Array, count: number): readonly ArrayLike<number>[] {
    const made: ArrayLike<number>[] = [];
    tf.tidy(() => {
      const tensors = gathers.map((gather) => gather(features, count, width));
      for (const [at, tensor] of applied(model, tensors).entries()) {
        const { name, heads } = outputs[at]!;
        if (tensor.size !== count * heads.length) {
          refuse(`output "${name}" gives [${tensor.shape}] for ${count} rows; it is mapped to ${heads.length} heads`);
        }
        made.push(tensor.dataSync());
      }
    });
    return made;
  }

  const ranker: Ranker = {
    width,
    fingerprint,
    heads: learned as readonly Head[],
    predict(features, count, heads) {
      if (features.length < count * width || heads.length < count * HEADS.length) {
        const sentence = `The ranker was given too little room for ${count} rows of ${width} features.`;
        throw new MarqueeError('internal', sentence);
      }
      if (count === 0) return;
      heads.fill(0, 0, count * HEADS.length);
      for (const [at, values] of run(features, count).entries()) {
        const { activation } = outputs[at]!;
        const slot = slots[at]!;
        for (let i = 0; i < count * slot.length; i++) {
          const row = Math.floor(i / slot.length);
          heads[row * HEADS.length + slot[i % slot.length]!] = probabilityOf(values[i]!, activation);
        }
      }
    },
    score(features, count, objectives, scores) {
      const heads = new Float32Array(count * HEADS.length);
      ranker.predict(features, count, heads);
      const weights = HEADS.map((head) => objectives[head]);
      const most = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
      for (let row = 0; row < count; row++) {
        let sum = 0;
        for (let head = 0; head < HEADS.length; head++) sum += weights[head]! * heads[row * HEADS.length + head]!;
        scores[row] = sum / most;
      }
    },
    dispose: () => model.dispose(),
  };
  return ranker;
}

/** More than rounding makes of 0 and 1: whoever says 1.5 is a probability has mapped a logit. */
const ROUNDING = 1e-3;

function probabilityOf(value: number, activation: 'logit' | 'probability'): number {
  const probability = activation === 'logit' ? 1 / (1 + Math.exp(-value)) : value;
  if (Number.isNaN(probability)) throw new MarqueeError('internal', 'The ranker gave a number that is none.');
  if (probability < -ROUNDING || probability > 1 + ROUNDING) {
    throw new MarqueeError('data-check-failed', `The ranker gave ${value}, which is no probability: is it a logit?`);
  }
  return Math.min(1, Math.max(0, probability));
}

/** What the mapping says of each of the model's tensors, in the model's order. */
function matched<Mapped extends { readonly name: string }>(
  what: 'input' | 'output',
  tensors: readonly NamedWidth[],
  mapped: readonly Mapped[],
  widthOf: (one: Mapped) => number,
): readonly Mapped[] {
  const names = tensors.map(({ name }) => name);
  const stray = mapped.find(({ name }) => !names.includes(name));
  if (stray !== undefined) refuse(`it has no ${what} "${stray.name}"; it has ${names.join(', ')}`);
  return tensors.map(({ name, width }) => {
    const one = mapped.find((candidate) => candidate.name === name) ?? refuse(`its ${what} "${name}" is not mapped`);
    if (width !== null && width !== widthOf(one)) {
      refuse(`its ${what} "${name}" has ${width} columns, the mapping names ${widthOf(one)}`);
    }
    return one;
  });
}

/** Call it within tf.tidy: rows x width of our features -> rows x columns of the input. */
function createGather({ name, columns: read, mean, std }: MappedInput, columns: readonly string[]) {
  const from = Int32Array.from(read, (column) => columns.indexOf(column));
  if (from.includes(-1)) refuse(`input "${name}" reads the column ${read[from.indexOf(-1)]}, which there is not`);
  return (features: Float32Array, count: number, width: number): tf.Tensor2D => {
    const values = new Float32Array(count * from.length);
    for (let row = 0, at = 0; row < count; row++) {
      for (let column = 0; column < from.length; column++, at++) {
        values[at] = (features[row * width + from[column]!]! - (mean?.[column] ?? 0)) / (std?.[column] ?? 1);
      }
    }
    return tf.tensor2d(values, [count, from.length]);
  };
}

function applied(model: ForeignModel, tensors: readonly tf.Tensor2D[]): readonly tf.Tensor[] {
  try {
    return model.apply(tensors);
  } catch (cause) {
    return refuse(`TF.js cannot run it on feature rows: ${sentenceOf(cause).slice(0, -1)}`, cause);
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The foreign model cannot be used: ${reason}.`, { cause });
}
