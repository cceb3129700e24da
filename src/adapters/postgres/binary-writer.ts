/**
 * Writes values in Postgres's binary format. A COPY field and an array element have one form: length (int32), then bytes; -1
 * for null. So one writer makes whole COPY streams and binary array parameters. Big-endian; grows by doubling.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS (Binary Format)
 */
export function createBinaryWriter(initialBytes = 64 * 1024) {
  let buffer = Buffer.allocUnsafe(initialBytes);
  let length = 0;

  // Room is made before `buffer` is named in an expression: making it may put another buffer in its place.

  function reserve(bytes: number): number {
    if (length + bytes > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
    const at = length;
    length += bytes;
    return at;
  }

  function sized(bytes: number): number {
    const at = reserve(4 + bytes);
    buffer.writeInt32BE(bytes, at);
    return at + 4;
  }

  function nothing(): void {
    const at = reserve(4);
    buffer.writeInt32BE(-1, at);
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
    buffer.writeInt32BE(bytes, at);
    length = at + 4 + bytes;
  }

  const writer = {
    copyHeader(): void {
      const at = reserve(19);
      buffer.write('PGCOPY\n\xff\r\n\0', at, 'latin1');
      buffer.fill(0, at + 11, at + 19);
    },
    copyTrailer(): void {
      const at = reserve(2);
      buffer.writeInt16BE(-1, at);
    },
    /** Begins a COPY row. */
    row(fields: number): void {
      const at = reserve(2);
      buffer.writeInt16BE(fields, at);
    },
    /** A one-dimensional array follows: exactly `count` elements. */
    arrayHeader(elementType: number, count: number): void {
      const at = reserve(count === 0 ? 12 : 20);
      buffer.writeInt32BE(count === 0 ? 0 : 1, at);
      buffer.writeInt32BE(0, at + 4);
      buffer.writeInt32BE(elementType, at + 8);
      if (count === 0) return;
      buffer.writeInt32BE(count, at + 12);
      buffer.writeInt32BE(1, at + 16);
    },
    /** An array as a COPY field. */
    array(elementType: number, count: number, element: (index: number) => void): void {
      const at = reserve(4);
      writer.arrayHeader(elementType, count);
      for (let index = 0; index < count; index++) element(index);
      buffer.writeInt32BE(length - at - 4, at);
    },
    bool(value: boolean): void {
      const at = sized(1);
      buffer[at] = value ? 1 : 0;
    },
    int16(value: number): void {
      const at = sized(2);
      buffer.writeInt16BE(value, at);
    },
    int32(value: number): void {
      const at = sized(4);
      buffer.writeInt32BE(value, at);
    },
    int64,
    float4(value: number): void {
      const at = sized(4);
      buffer.writeFloatBE(value, at);
    },
    float8(value: number | null): void {
      if (value === null) {
        nothing();
        return;
      }
      const at = sized(8);
      buffer.writeDoubleBE(value, at);
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
