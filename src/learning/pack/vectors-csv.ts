import { MarqueeError } from '../../domain/errors.ts';
import type { Matrix } from './npy.ts';

/** A matrix read from lines of text, and the item ids in its first column where it has them. */
export interface CsvVectors extends Matrix {
  /** null: no column of ids was asked for. */
  readonly ids: readonly string[] | null;
  /** Line of each row, from 1. */
  readonly lines: readonly number[];
}

/**
 * Reads numbers separated by commas, a line an item, after the item's id if `withIds`. A first line whose last cell is no number is a
 * header. Throws MarqueeError 'data-check-failed' that names the line.
 */
export function parseVectorsCsv(text: string, withIds: boolean): CsvVectors {
  const ids: string[] = [];
  const lines: number[] = [];
  let columns = 0;
  let values = new Float32Array(0);
  let line = 0;
  for (const content of linesOf(text)) {
    line++;
    if (content === '') continue;
    const cells = content.split(',');
    const numbers = withIds ? cells.slice(1) : cells;
    if (lines.length === 0 && line === 1 && Number.isNaN(numberOf(numbers.at(-1)))) continue;
    if (lines.length === 0) columns = numbers.length;
    if (numbers.length !== columns || columns === 0) {
      refuse(`line ${line} has ${numbers.length} numbers, the first one has ${columns}`);
    }
    const from = lines.length * columns;
    if (values.length < from + columns) values = grown(values, 2 * from + columns);
    for (const [column, cell] of numbers.entries()) {
      const value = numberOf(cell);
      if (Number.isNaN(value)) refuse(`line ${line} has ${JSON.stringify(cell.slice(0, 40))} where a number should be`);
      values[from + column] = value;
    }
    if (withIds) ids.push(unquoted(cells[0]!));
    lines.push(line);
  }
  if (lines.length === 0) refuse('it holds no vectors');
  return {
    rows: lines.length,
    columns,
    values: values.subarray(0, lines.length * columns),
    ids: withIds ? ids : null,
    lines,
  };
}

/** Item ids, one a line. Empty lines at the end do not count. */
export const parseIds = (text: string): readonly string[] => [...linesOf(text.trimEnd())].map(unquoted);

function* linesOf(text: string): Generator<string> {
  const from = text.startsWith('\ufeff') ? 1 : 0;
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const until = end < 0 ? text.length : end;
    yield text.slice(at, until).trim();
    at = until + 1;
  }
}

const numberOf = (cell: string | undefined): number =>
  cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell);

/** Item ids need no quotes; programs write them all the same. */
const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

function grown(values: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length);
  larger.set(values);
  return larger;
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The file of vectors cannot be used: ${reason}.`);
}
