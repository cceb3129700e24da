import * as layers from '@tensorflow/tfjs-layers';
import { MarqueeError } from '../domain/errors.ts';
import { HEADS, type Head } from '../domain/objectives.ts';
import { checkRankerWeights, type RankerWeights } from './ranker-weights.ts';

export type RankerFile = 'ranker/model.json' | 'ranker/weights.bin';

/**
 * A TF.js LayersModel as its two files, loadable with loadLayersModel from anywhere: features -> one output a head, named and in the
 * order of HEADS. The fingerprint and the learned heads are in its userDefinedMetadata. Equal weights give equal bytes.
 */
export function encodeRanker(weights: RankerWeights): Map<RankerFile, Uint8Array> {
  checkRankerWeights(weights);
  const arrays = namedArrays(weights);
  const manifest = arrays.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const bytes = new Uint8Array(4 * arrays.reduce((sum, { values }) => sum + values.length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { values } of arrays) {
    for (const value of values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  const model = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${layers.version_layers}`,
    convertedBy: null,
    modelTopology: topologyOf(weights),
    userDefinedMetadata: { fingerprint: weights.fingerprint, heads: weights.heads },
    weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
  };
  return new Map([
    ['ranker/model.json', new TextEncoder().encode(`${JSON.stringify(model, null, 1)}\n`)],
    ['ranker/weights.bin', bytes],
  ]);
}

/** The reverse of encodeRanker. Throws MarqueeError 'data-check-failed' with the reason. */
export function decodeRanker(files: ReadonlyMap<string, Uint8Array>): RankerWeights {
  const text = files.get('ranker/model.json');
  const bytes = files.get('ranker/weights.bin');
  if (!text || !bytes) refuse('ranker/model.json or ranker/weights.bin is missing');
  const { fingerprint, heads, specs } = parseModel(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  let offset = 0;
  for (const { name, shape } of specs) {
    const length = shape.reduce((size, side) => size * side, 1);
    if (offset + 4 * length > bytes.length) refuse('ranker/weights.bin is too short');
    arrays.set(name, { shape, values: Float32Array.from({ length }, (_, i) => view.getFloat32(offset + 4 * i, true)) });
    offset += 4 * length;
  }
  if (offset !== bytes.length) refuse('ranker/weights.bin is too long');
  const hidden = [];
  for (let depth = 1; arrays.has(`hidden_${depth}/kernel`); depth++) {
    const kernel = arrays.get(`hidden_${depth}/kernel`)!;
    const bias = arrays.get(`hidden_${depth}/bias`)?.values ?? new Float32Array(0);
    hidden.push({ units: kernel.shape[1] ?? 0, kernel: kernel.values, bias });
  }
  const columnsOf = (layer: string): Float32Array =>
    joined(HEADS.map((head) => arrays.get(`${head}_${layer}`)?.values ?? refuse(`it has no layer "${head}_${layer}"`)));
  const skip = columnsOf('skip/kernel');
  const weights = {
    width: skip.length / HEADS.length,
    fingerprint,
    heads,
    hidden,
    head: hidden.length === 0 ? new Float32Array(0) : columnsOf('head/kernel'),
    skip,
    bias: columnsOf('skip/bias'),
  };
  checkRankerWeights(weights);
  return weights;
}

interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function namedArrays(weights: RankerWeights): NamedArray[] {
  const arrays: NamedArray[] = [];
  let inputs = weights.width;
  for (const [index, { units, kernel, bias }] of weights.hidden.entries()) {
    arrays.push({ name: `hidden_${index + 1}/kernel`, shape: [inputs, units], values: kernel });
    arrays.push({ name: `hidden_${index + 1}/bias`, shape: [units], values: bias });
    inputs = units;
  }
  for (const [column, name] of HEADS.entries()) {
    const of = (values: Float32Array): Float32Array => values.filter((_, at) => at % HEADS.length === column);
    arrays.push({ name: `${name}_skip/kernel`, shape: [weights.width, 1], values: of(weights.skip) });
    arrays.push({ name: `${name}_skip/bias`, shape: [1], values: of(weights.bias) });
    if (weights.hidden.length > 0) {
      arrays.push({ name: `${name}_head/kernel`, shape: [inputs, 1], values: of(weights.head) });
    }
  }
  return arrays;
}

/** Columns side by side, row by row. They must be equally long. */
function joined(columns: readonly Float32Array[]): Float32Array {
  const rows = columns[0]!.length;
  if (columns.some(({ length }) => length !== rows)) refuse('its heads are not of one size');
  return Float32Array.from(
    { length: rows * columns.length },
    (_, i) => columns[i % columns.length]![Math.floor(i / columns.length)]!,
  );
}

/** The graph as tfjs-layers itself describes it; names are fixed, because its automatic ones count up. */
function topologyOf(weights: RankerWeights): unknown {
  const features = layers.input({ shape: [weights.width], name: 'features' });
  const { dense, add, activation } = layers.layers;
  const apply = (
    layer: { apply: ReturnType<typeof add>['apply'] },
    to: layers.SymbolicTensor | layers.SymbolicTensor[],
  ) => layer.apply(to) as layers.SymbolicTensor;
  let signal = features;
  for (const [index, { units }] of weights.hidden.entries()) {
    signal = apply(
      dense({ units, activation: 'relu', kernelInitializer: 'zeros', name: `hidden_${index + 1}` }),
      signal,
    );
  }
  const outputs = HEADS.map((name) => {
    let logit = apply(dense({ units: 1, kernelInitializer: 'zeros', name: `${name}_skip` }), features);
    if (weights.hidden.length > 0) {
      const head = dense({ units: 1, useBias: false, kernelInitializer: 'zeros', name: `${name}_head` });
      logit = apply(add({ name: `${name}_logit` }), [logit, apply(head, signal)]);
    }
    return apply(activation({ activation: 'sigmoid', name }), logit);
  });
  const model = layers.model({ inputs: features, outputs, name: 'ranker' });
  const topology = model.toJSON(null, false);
  model.dispose();
  return topology;
}

function parseModel(text: Uint8Array): {
  fingerprint: string;
  heads: Head[];
  specs: { name: string; shape: number[] }[];
} {
  try {
    const model = JSON.parse(new TextDecoder().decode(text));
    const specs = model.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
    const { fingerprint, heads } = model.userDefinedMetadata;
    const sound = (spec: { name: unknown; shape: unknown; dtype: unknown }): boolean =>
      typeof spec.name === 'string' &&
      Array.isArray(spec.shape) &&
      spec.shape.every(Number.isSafeInteger) &&
      spec.dtype === 'float32';
    if (typeof fingerprint !== 'string' || !Array.isArray(heads) || !specs.every(sound)) {
      throw new TypeError('unexpected fields');
    }
    return { fingerprint, heads, specs };
  } catch (cause) {
    return refuse('ranker/model.json cannot be read', cause);
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The ranker cannot be loaded: ${reason}.`, { cause });
}
