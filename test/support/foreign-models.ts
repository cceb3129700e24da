import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

/** Models as other teams bring them: made by TF.js itself, written by hand, or laid out as PyTorch's safetensors. */

/** The files that `model.save('file://...')` and tensorflowjs_converter leave, the weights in as many shards as asked for. */
export async function filesOfLayersModel(model: layers.LayersModel, shards = 1): Promise<Map<string, Uint8Array>> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts: tf.io.ModelArtifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
    },
  });
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(saved!.weightData!));
  const names = Array.from({ length: shards }, (_, at) => `group1-shard${at + 1}of${shards}.bin`);
  const each = Math.ceil(bytes.length / shards);
  const json = {
    format: 'layers-model',
    generatedBy: 'a test',
    convertedBy: null,
    modelTopology: saved!.modelTopology,
    weightsManifest: [{ paths: names, weights: saved!.weightSpecs }],
  };
  return new Map<string, Uint8Array>([
    ['model.json', Buffer.from(JSON.stringify(json))],
    ...names.map((name, at) => [name, bytes.slice(at * each, (at + 1) * each)] as const),
  ]);
}

/** A GraphModel as the converter writes one: sigmoid(features x kernel + bias), one head a column. kernel: inputs x heads. */
export function filesOfGraphModel(
  kernel: readonly number[],
  bias: readonly number[],
  { inputs }: { readonly inputs: number },
): Map<string, Uint8Array> {
  const heads = bias.length;
  const attr = (...sides: readonly number[]) => ({
    dtype: { type: 'DT_FLOAT' },
    shape: { shape: { dim: sides.map((size) => ({ size: String(size) })) } },
  });
  const type = { T: { type: 'DT_FLOAT' } };
  const constant = (name: string, ...sides: readonly number[]) => ({
    name,
    op: 'Const',
    attr: { ...attr(...sides), value: {} },
  });
  const topology = {
    node: [
      { name: 'features', op: 'Placeholder', attr: attr(-1, inputs) },
      constant('kernel', inputs, heads),
      constant('bias', heads),
      {
        name: 'product',
        op: 'MatMul',
        input: ['features', 'kernel'],
        attr: { ...type, transpose_a: { b: false }, transpose_b: { b: false } },
      },
      { name: 'sum', op: 'BiasAdd', input: ['product', 'bias'], attr: { ...type, data_format: { s: 'TkhXQw==' } } },
      { name: 'heads', op: 'Sigmoid', input: ['sum'], attr: type },
    ],
    library: {},
    versions: { producer: 1 },
  };
  const weights = [
    { name: 'kernel', shape: [inputs, heads], dtype: 'float32' },
    { name: 'bias', shape: [heads], dtype: 'float32' },
  ];
  const json = {
    format: 'graph-model',
    generatedBy: '2.15.0',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    modelTopology: topology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }],
  };
  return new Map<string, Uint8Array>([
    ['model.json', Buffer.from(JSON.stringify(json))],
    ['group1-shard1of1.bin', new Uint8Array(Float32Array.from([...kernel, ...bias]).buffer)],
  ]);
}

/** A safetensors file with these tensors in F32, as `safetensors.torch.save_file` lays them out. */
export function safetensorsOf(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + 4 * values.length] };
    offset += 4 * values.length;
  }
  return safetensorsFile(
    header,
    new Uint8Array(Float32Array.from(Object.values(tensors).flatMap(({ values }) => values)).buffer),
  );
}

export function safetensorsFile(header: unknown, data: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** A matrix of float32 as numpy.save writes it. */
export function npyOf(values: readonly number[], columns: number): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length / columns}, ${columns}), }`;
  return npyFile(header, new Uint8Array(Float32Array.from(values).buffer), 1);
}

export function npyFile(header: string, data: Uint8Array, version: number): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  const start = 8 + length.length;
  const padded = `${header.padEnd(Math.ceil((start + header.length + 1) / 64) * 64 - start - 1)}\n`;
  if (version === 1) length.writeUInt16LE(padded.length);
  else length.writeUInt32LE(padded.length);
  return Buffer.concat([
    Uint8Array.of(0x93),
    Buffer.from('NUMPY'),
    Uint8Array.of(version, 0),
    length,
    Buffer.from(padded),
    data,
  ]);
}
