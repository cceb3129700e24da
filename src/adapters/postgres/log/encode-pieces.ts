import { setImmediate } from 'node:timers/promises';
import { type BinaryWriter, createBinaryWriter } from '../binary-writer.ts';
import { encoding } from './poison.ts';

/**
 * A binary COPY stream of the rows, as pieces of so many rows each, with a turn for everybody else in between: a batch is megabytes,
 * and a page must not wait for all of it. `write` writes one row; rejects as poison when a row cannot be encoded.
 */
export async function encodePieces<Row>(
  rows: readonly Row[],
  rowsAPiece: number,
  write: (writer: BinaryWriter, row: Row, n: number) => void,
): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  for (let from = 0; from < rows.length; from += rowsAPiece) {
    if (from > 0) await setImmediate();
    const until = Math.min(rows.length, from + rowsAPiece);
    pieces.push(encoding(() => encodePiece(rows, from, until, write)));
  }
  return pieces;
}

const FIRST_BYTES = 512 * 1024;

function encodePiece<Row>(
  rows: readonly Row[],
  from: number,
  until: number,
  write: (writer: BinaryWriter, row: Row, n: number) => void,
): Buffer {
  const writer = createBinaryWriter(FIRST_BYTES);
  if (from === 0) writer.copyHeader();
  for (let n = from; n < until; n++) write(writer, rows[n]!, n);
  if (until === rows.length) writer.copyTrailer();
  return writer.bytes();
}
