import { endianness } from 'node:os';
import { MarqueeError } from '../domain/errors.ts';
import type { RetrievalModel } from '../domain/model-package.ts';

/**
 * retrieval.bin: a header of 48 bytes and the model's columns one after the other, all little endian, no padding.
 * Header: 8 bytes "MRQRETR1", uint32 dimensions, rows, neighbours, historyLength, float64 historyHalfLife, backShare, 8 bytes 0.
 */
export function encodeRetrieval(model: RetrievalModel): Uint8Array {
  checkShapes(model);
  const columns = columnsOf(model);
  const bytes = new Uint8Array(HEADER_BYTES + columns.reduce((sum, column) => sum + column.byteLength, 0));
  const header = new DataView(bytes.buffer, 0, HEADER_BYTES);
  bytes.set(MAGIC);
  header.setUint32(8, model.dimensions, true);
  header.setUint32(12, model.itemNo.length, true);
  header.setUint32(16, model.neighbourRows.length, true);
  header.setUint32(20, model.historyLength, true);
  header.setFloat64(24, model.historyHalfLife, true);
  header.setFloat64(32, model.backShare, true);
  let offset = HEADER_BYTES;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  toOrFromLittleEndian(bytes);
  return bytes;
}

/**
 * The reverse; the columns are views of `bytes` when they lie on a 4-byte boundary in it, else of a copy.
 * Throws MarqueeError 'data-check-failed' for bytes that are not a whole retrieval model, or one with NaN or unsound links.
 */
export function decodeRetrieval(bytes: Uint8Array): RetrievalModel {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) refuse('it does not start as one');
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const dimensions = header.getUint32(8, true);
  const rows = header.getUint32(12, true);
  const neighbours = header.getUint32(16, true);
  const numbers = rows + 2 * rows * dimensions + rows + 1 + 3 * neighbours;
  if (bytes.length !== HEADER_BYTES + 4 * numbers) refuse(`it has ${bytes.length} bytes, its header says otherwise`);
  const aligned = bytes.byteOffset % 4 === 0 && LITTLE_ENDIAN ? bytes : bytes.slice();
  toOrFromLittleEndian(aligned);
  let offset = aligned.byteOffset + HEADER_BYTES;
  const ints = (length: number): Int32Array => new Int32Array(aligned.buffer, take(length), length);
  const floats = (length: number): Float32Array => new Float32Array(aligned.buffer, take(length), length);
  function take(length: number): number {
    offset += 4 * length;
    return offset - 4 * length;
  }
  const model: RetrievalModel = {
    dimensions,
    historyLength: header.getUint32(20, true),
    historyHalfLife: header.getFloat64(24, true),
    backShare: header.getFloat64(32, true),
    itemNo: ints(rows),
    sourceVectors: floats(rows * dimensions),
    targetVectors: floats(rows * dimensions),
    neighbourOffsets: ints(rows + 1),
    neighbourRows: ints(neighbours),
    neighbourWeights: floats(neighbours),
    neighbourBackWeights: floats(neighbours),
  };
  checkShapes(model);
  return model;
}

const MAGIC = new TextEncoder().encode('MRQRETR1');
const HEADER_BYTES = 48;
const LITTLE_ENDIAN = endianness() === 'LE';

function columnsOf(model: RetrievalModel): (Int32Array | Float32Array)[] {
  return [
    model.itemNo,
    model.sourceVectors,
    model.targetVectors,
    model.neighbourOffsets,
    model.neighbourRows,
    model.neighbourWeights,
    model.neighbourBackWeights,
  ];
}

/** Every column is of 4-byte numbers, so one swap serves them all; nothing to do where the host agrees. */
function toOrFromLittleEndian(bytes: Uint8Array): void {
  if (LITTLE_ENDIAN) return;
  Buffer.from(bytes.buffer, bytes.byteOffset + HEADER_BYTES, bytes.length - HEADER_BYTES).swap32();
}

function checkShapes(model: RetrievalModel): void {
  const { dimensions, itemNo, neighbourOffsets, neighbourRows, neighbourWeights } = model;
  const rows = itemNo.length;
  if (model.sourceVectors.length !== rows * dimensions || model.targetVectors.length !== rows * dimensions) {
    refuse('its vectors are not rows x dimensions numbers');
  }
  if (
    neighbourOffsets.length !== rows + 1 ||
    neighbourRows.length !== neighbourWeights.length ||
    neighbourRows.length !== model.neighbourBackWeights.length
  ) {
    refuse('its neighbour columns do not fit together');
  }
  if (neighbourOffsets[0] !== 0 || neighbourOffsets[rows] !== neighbourRows.length)
    refuse('its neighbour offsets end early');
  for (let row = 0; row < rows; row++) {
    if (neighbourOffsets[row]! > neighbourOffsets[row + 1]!) refuse('its neighbour offsets go back');
  }
  for (const row of neighbourRows) if (row < 0 || row >= rows) refuse('a neighbour is not a row of it');
  for (const column of [model.sourceVectors, model.targetVectors, neighbourWeights, model.neighbourBackWeights]) {
    for (let i = 0; i < column.length; i++) if (!Number.isFinite(column[i]!)) refuse('it holds NaN or Infinity');
  }
  if (!(model.historyHalfLife > 0)) refuse('its history half-life is not above 0');
  if (!(model.backShare >= 0 && model.backShare <= 1)) refuse('its back share is not between 0 and 1');
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The retrieval model cannot be used: ${reason}. Train again.`);
}
