import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** One row of a binary COPY: its fields in order, each asked for once, by its type. */
export interface BinaryRow {
  uuid(): string;
  text(): string | null;
  int32(): number;
  float8(): number | null;
  /** Milliseconds since 1970, to the microsecond. */
  timestamp(): number;
  bytes(): Uint8Array | null;
  textArray(): string[] | null;
  int32Array(): Int32Array;
  int16Array(): Int16Array;
}

/**
 * The rows of a query by binary COPY, which costs neither side a text of each value: in batches, as they come. The query can have
 * no parameters. The client is used up when the reading is broken off: release it with an error.
 */
export async function* copyRows<T>(
  client: PoolClient,
  query: string,
  read: (row: BinaryRow) => T,
): AsyncGenerator<readonly T[]> {
  const stream = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`));
  const cursor = createCursor();
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const rows: T[] = [];
    let at = started ? 0 : headerEnd(bytes);
    if (at >= 0) {
      started = true;
      for (let end = rowEnd(bytes, at); end > at; end = rowEnd(bytes, at)) {
        cursor.moveTo(bytes, at + 2);
        rows.push(read(cursor));
        at = end;
      }
    }
    rest = bytes.subarray(Math.max(0, at));
    if (rows.length > 0) yield rows;
  }
}

const SIGNATURE_BYTES = 11;

/** -1: not all of the header has come. */
function headerEnd(bytes: Buffer): number {
  const fixed = SIGNATURE_BYTES + 8;
  if (bytes.length < fixed) return -1;
  const end = fixed + bytes.readInt32BE(SIGNATURE_BYTES + 4);
  return bytes.length < end ? -1 : end;
}

/** Where the row at `from` ends; `from` itself while not all of it has come, and at the trailer. */
function rowEnd(bytes: Buffer, from: number): number {
  if (bytes.length < from + 2) return from;
  let at = from + 2;
  for (let fields = bytes.readInt16BE(from); fields > 0; fields--) {
    if (bytes.length < at + 4) return from;
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return bytes.length < at || at === from + 2 ? from : at;
}

function createCursor(): BinaryRow & { moveTo(bytes: Buffer, at: number): void } {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let length = 0;

  /** Where the next field's value begins; `length` says how long it is, -1: null. */
  function next(): number {
    length = bytes.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(0, length);
    return from;
  }

  /** Calls back with the place of each element; none is null. */
  function elements(from: number, use: (at: number, length: number, index: number) => void): void {
    const count = elementsOf(from);
    for (let index = 0, place = from + 20; index < count; index++) {
      const size = bytes.readInt32BE(place);
      use(place + 4, size, index);
      place += 4 + size;
    }
  }

  const elementsOf = (from: number): number => (bytes.readInt32BE(from) === 0 ? 0 : bytes.readInt32BE(from + 12));

  return {
    moveTo(newBytes, newAt) {
      bytes = newBytes;
      at = newAt;
    },
    uuid() {
      const from = next();
      return bytes.toString('hex', from, from + 16);
    },
    text() {
      const from = next();
      return length < 0 ? null : bytes.toString('utf8', from, from + length);
    },
    int32: () => bytes.readInt32BE(next()),
    float8() {
      const from = next();
      return length < 0 ? null : bytes.readDoubleBE(from);
    },
    timestamp() {
      const from = next();
      const micros = bytes.readInt32BE(from) * 4_294_967_296 + bytes.readUInt32BE(from + 4);
      // Whole microseconds since 1970 first: one division, rounded once, gives back what was written.
      return (micros + EPOCH_2000_US) / 1000;
    },
    bytes() {
      const from = next();
      // A copy: what is kept must not keep the chunk.
      return length < 0 ? null : Uint8Array.prototype.slice.call(bytes, from, from + length);
    },
    textArray() {
      const from = next();
      if (length < 0) return null;
      const texts: string[] = [];
      elements(from, (place, size) => texts.push(bytes.toString('utf8', place, place + size)));
      return texts;
    },
    int32Array() {
      const from = next();
      const numbers = new Int32Array(elementsOf(from));
      elements(from, (place, _, index) => {
        numbers[index] = bytes.readInt32BE(place);
      });
      return numbers;
    },
    int16Array() {
      const from = next();
      const numbers = new Int16Array(elementsOf(from));
      elements(from, (place, _, index) => {
        numbers[index] = bytes.readInt16BE(place);
      });
      return numbers;
    },
  };
}

const EPOCH_2000_US = 946_684_800_000_000;
