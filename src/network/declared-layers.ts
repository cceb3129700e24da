import { MarqueeError } from '../domain/errors.ts';
import { STACK_ACTIVATIONS, type StackActivation, type StackedLayer } from './dense-stack.ts';
import type { ForeignModelFiles, WeightSpec } from './foreign-model-files.ts';
import { parseSafetensors } from './safetensors.ts';

/** Which tensors of a safetensors file are the layers of a net, in order. See docs/models.md. */
export interface DeclaredLayers {
  /** 'out-in': a kernel is units x inputs, as PyTorch writes it; 'in-out': inputs x units, as Keras does. */
  readonly layout: 'out-in' | 'in-out';
  readonly layers: readonly DeclaredLayer[];
}

export interface DeclaredLayer {
  readonly kernel: string;
  /** null: none. */
  readonly bias: string | null;
  readonly activation: StackActivation;
}

/** Names of the only input and output of the net that is made: what a mapping for it names. */
export const STACK_INPUT = 'features';
export const STACK_OUTPUT = 'output';

/**
 * Reads {"layout": "out-in", "layers": [{"kernel": "0.weight", "bias": "0.bias", "activation": "relu"}, ...]}. Unless it is said,
 * the layout is PyTorch's, every layer but the last has relu, and the last none. Throws MarqueeError 'data-check-failed'.
 */
export function parseDeclaredLayers(bytes: Uint8Array): DeclaredLayers {
  let given: { layout?: unknown; layers?: unknown };
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    return refuse('it is no JSON', cause);
  }
  const { layout = 'out-in', layers: listed } = given ?? {};
  if (layout !== 'out-in' && layout !== 'in-out') refuse('"layout" must be "out-in" or "in-out"');
  if (!Array.isArray(listed) || listed.length === 0) refuse('"layers" must be a list of at least one layer');
  return {
    layout,
    layers: listed.map((layer, at) => {
      const { kernel, bias = null, activation = at === listed.length - 1 ? 'linear' : 'relu' } = layer ?? {};
      if (typeof kernel !== 'string') refuse(`layer ${at + 1} has no "kernel"`);
      if (bias !== null && typeof bias !== 'string') refuse(`the "bias" of layer ${at + 1} must be a name or null`);
      if (!STACK_ACTIVATIONS.includes(activation)) {
        refuse(`the activation of layer ${at + 1} must be one of ${STACK_ACTIVATIONS.join(', ')}`);
      }
      return { kernel, bias, activation };
    }),
  };
}

/**
 * A safetensors file as a TF.js LayersModel: dense layers from "features" to "output". Throws MarqueeError 'data-check-failed' where
 * tensors are missing or do not fit together.
 */
export function modelOfSafetensors(bytes: Uint8Array, declared: DeclaredLayers): ForeignModelFiles {
  const stack = stackOf(bytes, declared);
  const weights: Uint8Array[] = [];
  const specs: WeightSpec[] = [];
  for (const [at, { inputs, units, kernel, bias }] of stack.entries()) {
    specs.push({ name: `${nameOf(at, stack)}/kernel`, shape: [inputs, units], dtype: 'float32' });
    specs.push({ name: `${nameOf(at, stack)}/bias`, shape: [units], dtype: 'float32' });
    weights.push(littleEndian(kernel), littleEndian(bias));
  }
  const json = {
    format: 'layers-model',
    modelTopology: topologyOf(stack),
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  return { kind: 'layers-model', json, weights: Buffer.concat(weights) };
}

function stackOf(bytes: Uint8Array, { layout, layers: declared }: DeclaredLayers): readonly StackedLayer[] {
  const names = declared.flatMap(({ kernel, bias }) => (bias === null ? [kernel] : [kernel, bias]));
  const tensors = parseSafetensors(bytes, names);
  const stack: StackedLayer[] = [];
  for (const { kernel: name, bias: biasName, activation } of declared) {
    const { shape, values } = tensors.get(name)!;
    if (shape.length !== 2 || values.length === 0) refuse(`"${name}" is [${shape}], a kernel has two sides`);
    const [inputs, units] = layout === 'in-out' ? [shape[0]!, shape[1]!] : [shape[1]!, shape[0]!];
    const before = stack.at(-1);
    if (before !== undefined && before.units !== inputs) {
      refuse(`"${name}" takes ${inputs} numbers, the layer before gives ${before.units}; is the layout "${layout}"?`);
    }
    const bias = biasName === null ? new Float32Array(units) : tensors.get(biasName)!.values;
    if (bias.length !== units) refuse(`"${biasName}" has ${bias.length} numbers, "${name}" has ${units} units`);
    const kernel = layout === 'in-out' ? values : transposed(values, units, inputs);
    stack.push({ inputs, units, kernel, bias, activation });
  }
  return stack;
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = values[row * columns + column]!;
  }
  return out;
}

const nameOf = (at: number, stack: readonly StackedLayer[]): string =>
  at === stack.length - 1 ? STACK_OUTPUT : `dense_${at + 1}`;

/** The graph as tfjs-layers describes one; by hand, since no backend need be open yet. */
function topologyOf(stack: readonly StackedLayer[]): object {
  const input = { batch_input_shape: [null, stack[0]!.inputs], dtype: 'float32', sparse: false, name: STACK_INPUT };
  const dense = stack.map(({ units, activation }, at) => {
    const name = nameOf(at, stack);
    const before = at === 0 ? STACK_INPUT : nameOf(at - 1, stack);
    return {
      name,
      class_name: 'Dense',
      config: { name, units, activation, use_bias: true, kernel_initializer: { class_name: 'Zeros', config: {} } },
      inbound_nodes: [[[before, 0, 0, {}]]],
    };
  });
  const config = {
    name: 'stack',
    layers: [{ name: STACK_INPUT, class_name: 'InputLayer', config: input, inbound_nodes: [] }, ...dense],
    input_layers: [[STACK_INPUT, 0, 0]],
    output_layers: [[STACK_OUTPUT, 0, 0]],
  };
  return { class_name: 'Model', config, keras_version: 'none', backend: 'tensor_flow.js' };
}

function littleEndian(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  return new Uint8Array(view.buffer);
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The declared layers cannot be used: ${reason}.`, { cause });
}
