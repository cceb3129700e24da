import { MarqueeError } from '../domain/errors.ts';

/** A TF.js model as packages keep it: model.json with one weights file, whatever shards it came in. */
export interface ForeignModelFiles {
  readonly kind: ForeignModelKind;
  readonly json: ForeignModelJson;
  readonly weights: Uint8Array;
}

export type ForeignModelKind = 'layers-model' | 'graph-model';

export interface ForeignModelJson {
  readonly format?: string;
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly WeightSpec[];
  }[];
  readonly [field: string]: unknown;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** The model.json of a folder, checked as far as it goes without its weights. Throws MarqueeError 'data-check-failed'. */
export function parseModelJson(bytes: Uint8Array): { kind: ForeignModelKind; json: ForeignModelJson } {
  let json: ForeignModelJson;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    return refuse('model.json is no JSON', cause);
  }
  if (!isObject(json) || !isObject(json.modelTopology)) refuse('model.json has no modelTopology');
  if (!Array.isArray(json.weightsManifest)) refuse('model.json has no weightsManifest');
  for (const group of json.weightsManifest) {
    if (!isObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      refuse('its weightsManifest has a group without paths or weights');
    }
    const outside = group.paths.find((path) => typeof path !== 'string' || !SHARD_NAME.test(path));
    if (outside !== undefined)
      refuse(`${JSON.stringify(outside).slice(0, 80)} is not the name of a file beside model.json`);
    for (const spec of group.weights) checkSpec(spec);
  }
  return { kind: kindOf(json), json };
}

/** Which files beside model.json hold the weights, in their order. */
export const shardNames = (json: ForeignModelJson): readonly string[] =>
  json.weightsManifest.flatMap((group) => group.paths);

/** Puts the shards together. Throws MarqueeError 'data-check-failed' where they are not what model.json says, or not finite. */
export function joinShards(
  kind: ForeignModelKind,
  json: ForeignModelJson,
  shards: ReadonlyMap<string, Uint8Array>,
): ForeignModelFiles {
  const names = shardNames(json);
  const parts = names.map((name) => shards.get(name) ?? refuse(`its weights file ${name} is missing`));
  const weights = Buffer.concat(parts);
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  const bytes = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (bytes !== weights.length) {
    refuse(`its weights files have ${weights.length} bytes, model.json says ${bytes}`);
  }
  checkFinite(specs, weights);
  return { kind, json: { ...json, weightsManifest: [{ paths: ['weights.bin'], weights: specs }] }, weights };
}

const SHARD_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const BYTES = { float32: 4, int32: 4, bool: 1 } as const;

/** Keras' own converter leaves `format` out of some old files: their topologies tell them apart. */
function kindOf(json: ForeignModelJson): ForeignModelKind {
  if (json.format === 'layers-model' || json.format === 'graph-model') return json.format;
  if ('model_config' in json.modelTopology || 'class_name' in json.modelTopology) return 'layers-model';
  if ('node' in json.modelTopology) return 'graph-model';
  return refuse('it is neither a layers-model nor a graph-model of TF.js');
}

function checkSpec(spec: unknown): asserts spec is WeightSpec {
  if (!isObject(spec) || typeof spec.name !== 'string') refuse('its weightsManifest has a weight without a name');
  const { name, shape, dtype, quantization } = spec as Record<string, unknown>;
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0);
  if (!isShape) refuse(`the shape of its weight ${name} is not one`);
  if (quantization !== undefined) refuse(`its weight ${name} is quantized: convert it without quantization`);
  if (!(String(dtype) in BYTES))
    refuse(`its weight ${name} is of type ${String(dtype)}; float32, int32 and bool can be read`);
}

const bytesOf = ({ shape, dtype }: WeightSpec): number => shape.reduce((size, side) => size * side, BYTES[dtype]);

function checkFinite(specs: readonly WeightSpec[], weights: Uint8Array): void {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  let offset = 0;
  for (const spec of specs) {
    const end = offset + bytesOf(spec);
    if (spec.dtype === 'float32') {
      for (let at = offset; at < end; at += 4) {
        if (!Number.isFinite(view.getFloat32(at, true))) refuse(`its weight ${spec.name} holds NaN or Infinity`);
      }
    }
    offset = end;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The foreign model cannot be used: ${reason}.`, { cause });
}
