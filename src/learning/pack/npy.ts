import { MarqueeError } from '../../domain/errors.ts';

/** A matrix in float32, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/**
 * Reads a matrix as numpy.save writes it (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): versions 1 to 3,
 * little-endian float32 or float64, C order, two dimensions. Allocates no more than the file has bytes, whatever the header says.
 * Throws MarqueeError 'data-check-failed' for anything else, with what to do about it.
 */
export function parseNpy(bytes: Uint8Array): Matrix {
  if (startsWith(bytes, ZIP)) refuse('it is compressed (.npz): save the array alone, with numpy.save');
  if (!startsWith(bytes, MAGIC) || bytes.length < 12) refuse('it does not start as one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) refuse(`it has format version ${version}; 1 to 3 can be read`);
  const headerFrom = version === 1 ? 10 : 12;
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataFrom = headerFrom + headerBytes;
  if (dataFrom > bytes.length) refuse('it is cut short');
  const { bytesEach, rows, columns } = parseHeader(
    new TextDecoder('latin1').decode(bytes.subarray(headerFrom, dataFrom)),
  );
  if (rows * columns * bytesEach !== bytes.length - dataFrom) {
    refuse(
      `it has ${bytes.length - dataFrom} bytes of numbers, ${rows} x ${columns} of ${bytesEach} bytes need others`,
    );
  }
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i++) {
    const at = dataFrom + i * bytesEach;
    values[i] = bytesEach === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  }
  return { rows, columns, values };
}

const MAGIC = Uint8Array.of(0x93, ...Buffer.from('NUMPY'));
const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4);

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => start.every((byte, at) => bytes[at] === byte);

/** The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }. */
function parseHeader(text: string): { bytesEach: 4 | 8; rows: number; columns: number } {
  const descr = text.match(/'descr'\s*:\s*'([^']{1,20})'/)?.[1] ?? refuse('its header names no type');
  if (descr !== '<f4' && descr !== '<f8') {
    refuse(`it holds numbers of type ${descr}; save little-endian float32 or float64, as array.astype("<f4") is`);
  }
  const order = text.match(/'fortran_order'\s*:\s*(True|False)/)?.[1] ?? refuse('its header names no order');
  if (order === 'True') refuse('it is in Fortran order: save numpy.ascontiguousarray(array)');
  const shape = text.match(/'shape'\s*:\s*\(([0-9, ]*)\)/)?.[1] ?? refuse('its header names no shape');
  const sides = shape.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]));
  if (sides.length !== 2) refuse(`it has ${sides.length} dimensions; a row an item and a column a number are needed`);
  return { bytesEach: descr === '<f4' ? 4 : 8, rows: sides[0]!, columns: sides[1]! };
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The .npy file cannot be used: ${reason}.`);
}
