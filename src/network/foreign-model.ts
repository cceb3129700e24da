import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { MarqueeError } from '../domain/errors.ts';
import { createDenseStack, STACK_ACTIVATIONS, type StackActivation, type StackedLayer } from './dense-stack.ts';
import type { ForeignModelFiles, ForeignModelJson } from './foreign-model-files.ts';

/** A model that others made, ready to run. Names are in the order in which `apply` takes and gives. */
export interface ForeignModel {
  readonly inputs: readonly NamedWidth[];
  readonly outputs: readonly NamedWidth[];
  /** One tensor of rank 2 an input -> one of rank 2 an output. Synchronous; call it within tf.tidy. */
  apply(inputs: readonly tf.Tensor2D[]): readonly tf.Tensor[];
  dispose(): void;
}

export interface NamedWidth {
  readonly name: string;
  /** Columns; null: the model does not say. */
  readonly width: number | null;
}

/** A TF.js backend must be open. Throws MarqueeError 'data-check-failed' when TF.js does not take it, with what it says. */
export async function loadForeignModel({ kind, json, weights }: ForeignModelFiles): Promise<ForeignModel> {
  const artifacts: tf.io.ModelArtifacts = {
    ...json,
    modelTopology: json.modelTopology,
    format: kind,
    weightSpecs: json.weightsManifest.flatMap((group) => [...group.weights]) as tf.io.WeightsManifestEntry[],
    // A copy: a Buffer may be a window on memory of others.
    weightData: new Uint8Array(weights).buffer,
  };
  try {
    return kind === 'layers-model' ? await loadLayers(artifacts, json) : await loadGraph(artifacts);
  } catch (cause) {
    if (cause instanceof MarqueeError) throw cause;
    throw new MarqueeError('data-check-failed', `TF.js does not take the model: ${sentenceOf(cause)}`, { cause });
  }
}

async function loadLayers(artifacts: tf.io.ModelArtifacts, json: ForeignModelJson): Promise<ForeignModel> {
  const model = await layers.loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology: json.modelTopology }));
  // By their layers, as loaders everywhere call them.
  const named = (tensor: layers.SymbolicTensor) => ({ name: tensor.sourceLayer.name, width: widthOf(tensor.shape) });
  const names = { inputs: model.inputs.map(named), outputs: model.outputs.map(named) };
  const stacked = stackOf(model);
  if (stacked !== null) {
    model.dispose();
    const stack = createDenseStack(stacked);
    return { ...names, apply: ([x]) => [stack.apply(x!)], dispose: stack.dispose };
  }
  return {
    ...names,
    apply(inputs) {
      // One batch whatever there is: by itself it would cut the rows into batches of 32.
      const made = model.predict([...inputs], { batchSize: Math.max(1, inputs[0]!.shape[0]) });
      return Array.isArray(made) ? made : [made];
    },
    dispose: () => void model.dispose(),
  };
}

/** The layers of a model that is a plain stack of dense layers; null for any other. */
function stackOf(model: layers.LayersModel): readonly StackedLayer[] | null {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return null;
  const stack: StackedLayer[] = [];
  let signal: layers.SymbolicTensor = model.inputs[0]!;
  for (const layer of model.layers) {
    const kind = layer.getClassName();
    if (kind === 'InputLayer') continue;
    // What a layer reads must be what the one before it made: anything else is no stack.
    if (Array.isArray(layer.input) || Array.isArray(layer.output) || layer.input !== signal) return null;
    signal = layer.output;
    if (kind === 'Dropout') continue;
    if (kind !== 'Dense') return null;
    const { activation } = layer.getConfig() as { activation: StackActivation };
    const [kernel, bias] = layer.getWeights();
    if (!STACK_ACTIVATIONS.includes(activation) || kernel === undefined) return null;
    const [inputs, units] = kernel.shape as [number, number];
    const biases = bias === undefined ? new Float32Array(units) : Float32Array.from(bias.dataSync());
    stack.push({ inputs, units, kernel: Float32Array.from(kernel.dataSync()), bias: biases, activation });
  }
  return stack.length > 0 && signal === model.outputs[0] ? stack : null;
}

async function loadGraph(artifacts: tf.io.ModelArtifacts): Promise<ForeignModel> {
  const { loadGraphModelSync } = await import('@tensorflow/tfjs-converter');
  const model = loadGraphModelSync(tf.io.fromMemorySync(artifacts));
  const named = (nodes: readonly string[], infos: readonly { name: string; shape?: number[] | undefined }[]) =>
    nodes.map((name, at) => ({ name, width: widthOf(infos[at]?.shape ?? []) }));
  const inputs = named(model.inputNodes, model.inputs);
  const outputs = named(model.outputNodes, model.outputs);
  return {
    inputs,
    outputs,
    apply(given) {
      const byName = Object.fromEntries(inputs.map(({ name }, at) => [name, given[at]!]));
      const made = model.execute(
        byName,
        outputs.map(({ name }) => name),
      );
      return Array.isArray(made) ? made : [made];
    },
    dispose: () => model.dispose(),
  };
}

const widthOf = (shape: readonly (number | null)[]): number | null => {
  const last = shape.at(-1);
  return shape.length === 2 && typeof last === 'number' && last > 0 ? last : null;
};

/** The first line of what a library says, as a sentence. */
export const sentenceOf = (error: unknown): string => {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300).trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
};
