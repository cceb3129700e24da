import { HEADS } from '../src/domain/objectives.ts';
import type { RankerWeights } from '../src/network/ranker-net.ts';

/** run(features, count): all heads, count x HEADS.length. */
export type OnnxRanker = (features: Float32Array, count: number) => Promise<Float32Array>;

interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{
      run(feeds: object): Promise<Record<string, { data: Float32Array }>>;
    }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
}

/**
 * The same net by onnxruntime-node, one thread: what native code takes for it. That package is no dependency of this project, as it is
 * 200 MB that only this number would use; `npm i --no-save onnxruntime-node` brings it. null where it is not there.
 */
export async function openOnnxRanker(weights: RankerWeights): Promise<OnnxRanker | null> {
  const packageName: string = 'onnxruntime-node';
  const loaded = await import(packageName).catch(() => null);
  if (loaded === null) return null;
  const { InferenceSession, Tensor } = (loaded.default ?? loaded) as OnnxRuntime;
  const session = await InferenceSession.create(onnxModel(weights), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async (features, count) => {
    const { heads } = await session.run({ features: new Tensor('float32', features, [count, weights.width]) });
    return heads!.data;
  };
}

/** The bytes of an ONNX model (onnx.proto3: ModelProto with one GraphProto): sigmoid(x . skip + relu(x . kernel + bias) . head + bias). */
function onnxModel({ width, hidden, head, skip, bias }: RankerWeights): Uint8Array {
  const { units, kernel, bias: hiddenBias } = hidden[0]!;
  const node = (type: string, inputs: readonly string[], output: string): Uint8Array =>
    message(...inputs.map((name) => field(1, text(name))), field(2, text(output)), field(4, text(type)));
  const tensor = (name: string, dims: readonly number[], values: Float32Array): Uint8Array =>
    message(
      ...dims.map((size) => field(1, size)),
      field(2, FLOAT),
      field(8, text(name)),
      field(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    );
  const matrix = (name: string, columns: number): Uint8Array => {
    const dimension = (of: Uint8Array): Uint8Array => field(1, of);
    const shape = message(dimension(field(2, text('rows'))), dimension(field(1, columns)));
    return message(field(1, text(name)), field(2, field(1, message(field(1, FLOAT), field(2, shape)))));
  };
  const graph = message(
    field(1, node('Gemm', ['features', 'kernel', 'hidden_bias'], 'hidden')),
    field(1, node('Relu', ['hidden'], 'signal')),
    field(1, node('Gemm', ['features', 'skip', 'bias'], 'straight')),
    field(1, node('MatMul', ['signal', 'head'], 'bent')),
    field(1, node('Add', ['straight', 'bent'], 'logits')),
    field(1, node('Sigmoid', ['logits'], 'heads')),
    field(2, text('ranker')),
    field(5, tensor('kernel', [width, units], kernel)),
    field(5, tensor('hidden_bias', [units], hiddenBias)),
    field(5, tensor('skip', [width, HEADS.length], skip)),
    field(5, tensor('bias', [HEADS.length], bias)),
    field(5, tensor('head', [units, HEADS.length], head)),
    field(11, matrix('features', width)),
    field(12, matrix('heads', HEADS.length)),
  );
  return message(field(1, 8), field(7, graph), field(8, message(field(2, 13))));
}

const FLOAT = 1;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const message = (...fields: readonly Uint8Array[]): Uint8Array => Uint8Array.from(fields.flatMap((one) => [...one]));

/** A protobuf field: a number as varint, bytes with their length before them. */
function field(number: number, value: number | Uint8Array): Uint8Array {
  if (typeof value === 'number') return Uint8Array.from([...varint(number << 3), ...varint(value)]);
  return message(Uint8Array.from([...varint((number << 3) | 2), ...varint(value.length)]), value);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) | 128);
  }
}
