/** Writes what a token holds, small numbers in few bytes. */
export interface TokenWriter {
  /** A whole number from 0 to 2^53 - 1, seven bits a byte (LEB128). */
  number(value: number): void;
  /** UTF-8 with its length. */
  text(value: string): void;
  texts(values: readonly string[]): void;
  /** With their length. */
  bytes(value: Uint8Array): void;
  done(): Uint8Array;
}

export interface TokenReader {
  number(): number;
  text(): string;
  texts(): string[];
  bytes(): Uint8Array;
  /** Nothing is left. */
  isDone(): boolean;
}

export function createTokenWriter(): TokenWriter {
  let buffer = Buffer.allocUnsafe(512);
  let at = 0;
  function room(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const wider = Buffer.allocUnsafe(2 * (at + bytes));
    wider.set(buffer.subarray(0, at));
    buffer = wider;
  }
  const writer: TokenWriter = {
    number(value) {
      room(8);
      let left = value;
      for (; left >= 0x80; left = Math.floor(left / 0x80)) buffer[at++] = (left % 0x80) | 0x80;
      buffer[at++] = left;
    },
    text(value) {
      const length = Buffer.byteLength(value);
      writer.number(length);
      room(length);
      at += buffer.write(value, at);
    },
    texts(values) {
      writer.number(values.length);
      for (const value of values) writer.text(value);
    },
    bytes(value) {
      writer.number(value.length);
      room(value.length);
      buffer.set(value, at);
      at += value.length;
    },
    done: () => buffer.subarray(0, at),
  };
  return writer;
}

/** Reads it back in the same order. Throws where the bytes end too soon. */
export function createTokenReader(bytes: Uint8Array): TokenReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  function take(length: number): Buffer {
    if (at + length > buffer.length) throw new RangeError('A token ends too soon');
    at += length;
    return buffer.subarray(at - length, at);
  }
  const reader: TokenReader = {
    number() {
      let value = 0;
      for (let unit = 1; ; unit *= 0x80) {
        const byte = take(1)[0]!;
        value += (byte & 0x7f) * unit;
        if (byte < 0x80) return value;
      }
    },
    text: () => take(reader.number()).toString('utf8'),
    texts: () => Array.from({ length: reader.number() }, () => reader.text()),
    bytes: () => take(reader.number()),
    isDone: () => at === buffer.length,
  };
  return reader;
}
