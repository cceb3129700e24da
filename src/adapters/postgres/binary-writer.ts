/**
 * Writes values in Postgres's binary format. A COPY field and an array element have one form: length (int32), then bytes; -1
 * for null. So one writer makes whole COPY streams and binary array parameters. Big-endian; grows by doubling.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS (Binary Format)
 */
export function createBinaryWriter(initialBytes = 64 * 1024) {
  let buffer = Buffer.allocUnsafe(initialBytes);
  let view = viewOf(buffer);
  let length = 0;

  // Room is made before `buffer` is named in an expression: making it may put another buffer in its place. A value that may be out
  // of range is written by `buffer`, which refuses it; `view`, which does not and is faster, writes lengths and typed arrays.

  function reserve(bytes: number): number {
    if (length + bytes > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
      view = viewOf(buffer);
    }
    const at = length;
    length += bytes;
    return at;
  }

  function sized(bytes: number): number {
    const at = reserve(4 + bytes);
    view.setInt32(at, bytes);
    return at + 4;
  }

  function nothing(): void {
    const at = reserve(4);
    view.setInt32(at, -1);
  }

  function int64(value: number): void {
    const at = sized(8);
    const high = Math.floor(value / 4_294_967_296);
    buffer.writeInt32BE(high, at);
    buffer.writeUInt32BE(value - high * 4_294_967_296, at + 4);
  }

  /** `prefix`: a version byte for jsonb, none for text. */
  function string(value: string, prefix: number): void {
    const at = reserve(4 + prefix + value.length * 3);
    if (prefix === 1) buffer[at + 4] = 1;
    const bytes = prefix + buffer.write(value, at + 4 + prefix, 'utf8');
    view.setInt32(at, bytes);
    length = at + 4 + bytes;
  }

  /** A COPY field follows: an array of `count` elements of one size, each after its length. Returns where the first begins. */
  function elements(type: number, count: number, elementBytes: number): number {
    const bytes = count * (4 + elementBytes);
    const at = reserve(4);
    view.setInt32(at, (count === 0 ? 12 : 20) + bytes);
    writer.arrayHeader(type, count);
    return reserve(bytes);
  }

  const writer = {
    copyHeader(): void {
      const at = reserve(19);
      buffer.write('PGCOPY\n\xff\r\n\0', at, 'latin1');
      buffer.fill(0, at + 11, at + 19);
    },
    copyTrailer(): void {
      const at = reserve(2);
      view.setInt16(at, -1);
    },
    /** Begins a COPY row. */
    row(fields: number): void {
      const at = reserve(2);
      view.setInt16(at, fields);
    },
    /** A one-dimensional array follows: exactly `count` elements. */
    arrayHeader(elementType: number, count: number): void {
      const at = reserve(count === 0 ? 12 : 20);
      view.setInt32(at, count === 0 ? 0 : 1);
      view.setInt32(at + 4, 0);
      view.setInt32(at + 8, elementType);
      if (count === 0) return;
      view.setInt32(at + 12, count);
      view.setInt32(at + 16, 1);
    },
    /** An array as a COPY field. */
    array(elementType: number, count: number, element: (index: number) => void): void {
      const at = reserve(4);
      writer.arrayHeader(elementType, count);
      for (let index = 0; index < count; index++) element(index);
      view.setInt32(at, length - at - 4);
    },
    /** null: no array, which is not an empty one. */
    textArray(values: readonly string[] | null): void {
      if (values === null) nothing();
      else writer.array(PG_TYPE.text, values.length, (index) => writer.text(values[index]!));
    },
    /** Arrays as COPY fields, written at once. */
    int4Array(values: Int32Array): void {
      let at = elements(PG_TYPE.int4, values.length, 4);
      for (let index = 0; index < values.length; index++, at += 8) {
        view.setInt32(at, 4);
        view.setInt32(at + 4, values[index]!);
      }
    },
    int2Array(values: Int16Array | Uint8Array): void {
      let at = elements(PG_TYPE.int2, values.length, 2);
      for (let index = 0; index < values.length; index++, at += 6) {
        view.setInt32(at, 2);
        view.setInt16(at + 4, values[index]!);
      }
    },
    float4Array(values: Float32Array): void {
      let at = elements(PG_TYPE.float4, values.length, 4);
      for (let index = 0; index < values.length; index++, at += 8) {
        view.setInt32(at, 4);
        view.setFloat32(at + 4, values[index]!);
      }
    },
    /** false is 0, true everything else. */
    boolArray(values: Uint8Array): void {
      let at = elements(PG_TYPE.bool, values.length, 1);
      for (let index = 0; index < values.length; index++, at += 5) {
        view.setInt32(at, 1);
        view.setUint8(at + 4, values[index] === 0 ? 0 : 1);
      }
    },
    bool(value: boolean): void {
      const at = sized(1);
      buffer[at] = value ? 1 : 0;
    },
    int16(value: number): void {
      const at = sized(2);
      buffer.writeInt16BE(value, at);
    },
    int32(value: number | null): void {
      if (value === null) {
        nothing();
        return;
      }
      const at = sized(4);
      buffer.writeInt32BE(value, at);
    },
    int64,
    float4(value: number): void {
      const at = sized(4);
      view.setFloat32(at, value);
    },
    float8(value: number | null): void {
      if (value === null) {
        nothing();
        return;
      }
      const at = sized(8);
      view.setFloat64(at, value);
    },
    /** Milliseconds since 1970, kept to the microsecond. */
    timestamp(ms: number): void {
      int64(Math.round((ms - EPOCH_2000_MS) * 1000));
    },
    /** Whole days since 1970. */
    date(day: number): void {
      const at = sized(4);
      buffer.writeInt32BE(day - EPOCH_2000_DAYS, at);
    },
    /** Hex, with or without dashes. */
    uuid(value: string | null): void {
      if (value === null) {
        nothing();
        return;
      }
      const at = sized(16);
      if (buffer.write(value.replaceAll('-', ''), at, 16, 'hex') !== 16) throw new TypeError(`Not a UUID: "${value}".`);
    },
    /** Postgres has no place for U+0000 in text: it becomes U+FFFD, as a lone surrogate does. */
    text(value: string | null): void {
      if (value === null) nothing();
      else string(value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value, 0);
    },
    bytea(value: Uint8Array): void {
      const at = sized(value.length);
      buffer.set(value, at);
    },
    jsonb(value: unknown): void {
      if (value === null) nothing();
      else string(storableJson(value), 1);
    },
    bytes: (): Buffer => buffer.subarray(0, length),
  };
  return writer;
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

export type BinaryWriter = ReturnType<typeof createBinaryWriter>;

/** Object identifiers of the types that stand in arrays. */
export const PG_TYPE = {
  bool: 16,
  bytea: 17,
  int2: 21,
  int4: 23,
  text: 25,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
} as const;

/** One column of values as a binary array parameter. */
export function arrayParameter(
  type: number,
  count: number,
  write: (writer: BinaryWriter, index: number) => void,
): Buffer {
  const writer = createBinaryWriter(32 + count * 16);
  writer.arrayHeader(type, count);
  for (let index = 0; index < count; index++) write(writer, index);
  return writer.bytes();
}

/** JSON that jsonb takes: what it refuses (U+0000, half a surrogate pair) becomes U+FFFD instead of failing a whole batch. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json;
  const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
  return JSON.stringify(value, (_key, part) => {
    if (typeof part === 'string') return storable(part);
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storable(key), inner]));
  });
}

const EPOCH_2000_MS = 946_684_800_000;
const EPOCH_2000_DAYS = 10_957;
