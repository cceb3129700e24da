import { MarqueeError } from '../domain/errors.ts';

/** Tensors of a safetensors file by name, each row by row, in float32. */
export type Safetensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/**
 * Reads the format of https://huggingface.co/docs/safetensors: uint64 length of the header, little endian; the header, JSON of
 * name -> {dtype, shape, data_offsets: [from, until)}; the data. Takes F64, F32, F16 and BF16; only `wanted` are read. No more is
 * allocated than the file has bytes (twice that for 16-bit numbers), whatever the header says.
 * Throws MarqueeError 'data-check-failed' for anything else, naming what is wrong.
 */
export function parseSafetensors(bytes: Uint8Array, wanted: readonly string[]): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH_BYTES) refuse('it is cut short');
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(bytes.length - LENGTH_BYTES)) refuse('it is cut short, or no safetensors file');
  const dataFrom = LENGTH_BYTES + Number(headerBytes);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataFrom));
  const data = new DataView(bytes.buffer, bytes.byteOffset + dataFrom, bytes.length - dataFrom);

  const read = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const name of wanted) {
    const entry = header.get(name);
    if (entry === undefined) {
      refuse(`it has no tensor ${quoted(name)}; it has ${[...header.keys()].slice(0, 20).map(quoted).join(', ')}`);
    }
    read.set(name, { shape: entry.shape, values: valuesOf(name, entry, data) });
  }
  return read;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly until: number;
}

const LENGTH_BYTES = 8;
/** Of the tensors we read; a header may name others of types that we do not know. */
const BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

function parseHeader(bytes: Uint8Array): ReadonlyMap<string, Entry> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    return refuse('its header is no JSON', cause);
  }
  if (!isObject(header)) return refuse('its header is no object');
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return new Map(entries.map(([name, value]) => [name, entryOf(name, value)]));
}

function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((one) => Number.isSafeInteger(one) && one >= 0);
  if (
    typeof dtype !== 'string' ||
    !whole(shape) ||
    !whole(offsets) ||
    offsets.length !== 2 ||
    offsets[0]! > offsets[1]!
  ) {
    return refuse(`its header does not say what ${quoted(name)} is`);
  }
  return { dtype, shape, from: offsets[0]!, until: offsets[1]! };
}

function valuesOf(name: string, { dtype, shape, from, until }: Entry, data: DataView): Float32Array {
  const bytes =
    BYTES[dtype] ??
    refuse(`${quoted(name)} is of type ${dtype.slice(0, 20)}; ${Object.keys(BYTES).join(', ')} can be read`);
  const length = shape.reduce((size, side) => size * side, 1);
  if (until > data.byteLength) refuse(`it ends before the data of ${quoted(name)}`);
  if (length * bytes !== until - from)
    refuse(`${quoted(name)} has ${until - from} bytes, [${shape}] of ${dtype} needs others`);
  const read = READERS[dtype]!;
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    values[i] = read(data, from + i * bytes);
    if (!Number.isFinite(values[i]!)) refuse(`${quoted(name)} holds NaN, Infinity or what float32 cannot hold`);
  }
  return values;
}

const READERS: Readonly<Record<string, (data: DataView, at: number) => number>> = {
  F64: (data, at) => data.getFloat64(at, true),
  F32: (data, at) => data.getFloat32(at, true),
  F16: (data, at) => halfOf(data.getUint16(at, true)),
  BF16: (data, at) => bfloat16Of(data.getUint16(at, true)),
};

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const WORD = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16Of(bits: number): number {
  WORD.setUint32(0, bits * 0x1_0000);
  return WORD.getFloat32(0);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80));

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The safetensors file cannot be used: ${reason}.`, { cause });
}
