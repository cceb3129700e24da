import { endianness } from 'node:os';
import { MarqueeError } from '../domain/errors.ts';
import type { ContentTower } from '../domain/model-package.ts';

/**
 * content.bin: a header of 32 bytes and the tower's columns one after the other, all little endian, no padding.
 * Header: 8 bytes "MRQCONT1", uint32 dimensions, uint32 tokens, 16 bytes 0.
 */
export function encodeContent(tower: ContentTower): Uint8Array {
  check(tower);
  const { tokens, sourceWeights, targetWeights } = tower;
  const bytes = new Uint8Array(HEADER_BYTES + tokens.byteLength + sourceWeights.byteLength + targetWeights.byteLength);
  const header = new DataView(bytes.buffer, 0, HEADER_BYTES);
  bytes.set(MAGIC);
  header.setUint32(8, tower.dimensions, true);
  header.setUint32(12, tokens.length, true);
  let offset = HEADER_BYTES;
  for (const column of [tokens, sourceWeights, targetWeights]) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  swapUnlessLittleEndian(bytes, tokens.length);
  return bytes;
}

/** The reverse. Throws MarqueeError 'data-check-failed' for bytes that are not a whole tower, or one with NaN or tokens out of order. */
export function decodeContent(bytes: Uint8Array): ContentTower {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) refuse('it does not start as one');
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const dimensions = header.getUint32(8, true);
  const count = header.getUint32(12, true);
  if (bytes.length !== HEADER_BYTES + 8 * count + 8 * count * dimensions) {
    refuse(`it has ${bytes.length} bytes, its header says otherwise`);
  }
  const copy = bytes.slice();
  swapUnlessLittleEndian(copy, count);
  const weightsAt = HEADER_BYTES + 8 * count;
  const tower: ContentTower = {
    dimensions,
    tokens: new Float64Array(copy.buffer, HEADER_BYTES, count),
    sourceWeights: new Float32Array(copy.buffer, weightsAt, count * dimensions),
    targetWeights: new Float32Array(copy.buffer, weightsAt + 4 * count * dimensions, count * dimensions),
  };
  check(tower);
  return tower;
}

const MAGIC = new TextEncoder().encode('MRQCONT1');
const HEADER_BYTES = 32;
const LITTLE_ENDIAN = endianness() === 'LE';

function swapUnlessLittleEndian(bytes: Uint8Array, tokens: number): void {
  if (LITTLE_ENDIAN) return;
  Buffer.from(bytes.buffer, bytes.byteOffset + HEADER_BYTES, 8 * tokens).swap64();
  const weightsAt = HEADER_BYTES + 8 * tokens;
  Buffer.from(bytes.buffer, bytes.byteOffset + weightsAt, bytes.length - weightsAt).swap32();
}

function check({ dimensions, tokens, sourceWeights, targetWeights }: ContentTower): void {
  const numbers = tokens.length * dimensions;
  if (sourceWeights.length !== numbers || targetWeights.length !== numbers) {
    refuse('its weights are not tokens x dimensions numbers');
  }
  for (let i = 0; i < tokens.length; i++) {
    if (!Number.isSafeInteger(tokens[i]!)) refuse('a token is not a whole number');
    if (i > 0 && tokens[i]! <= tokens[i - 1]!) refuse('its tokens are not in ascending order');
  }
  for (const column of [sourceWeights, targetWeights]) {
    for (let i = 0; i < column.length; i++) if (!Number.isFinite(column[i]!)) refuse('it holds NaN or Infinity');
  }
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The content tower cannot be used: ${reason}. Train again.`);
}
