import { parse } from 'csv-parse';
import { MarqueeError } from '../../domain/errors.ts';

export interface TrainRows {
  readonly userId: string[];
  readonly itemId: string[];
  /** NaN where the row has no time. */
  readonly atMs: number[];
}

type Source = AsyncIterable<Uint8Array | string>;

/** A CSV with a header naming userId and itemId, and timestamp if it has one (s, ms or ISO). Other columns are not read. */
export async function readTrainRows(source: Source, file: string): Promise<TrainRows> {
  const rows: TrainRows = { userId: [], itemId: [], atMs: [] };
  let columns: { user: number; item: number; time: number } | null = null;
  for await (const { cells, line } of records(source, file)) {
    if (columns === null) {
      columns = { user: cells.indexOf('userId'), item: cells.indexOf('itemId'), time: cells.indexOf('timestamp') };
      if (columns.user < 0 || columns.item < 0) {
        throw new MarqueeError('bad-argument', `${file} must begin with a header line naming userId and itemId.`);
      }
      continue;
    }
    rows.userId.push(idIn(cells, columns.user, file, line));
    rows.itemId.push(idIn(cells, columns.item, file, line));
    rows.atMs.push(timeIn(cells, columns.time, file, line));
  }
  return rows;
}

/** userId,itemId a line; a header line is told by its names. */
export async function readTestRows(source: Source, file: string): Promise<{ userId: string[]; itemId: string[] }> {
  const rows = { userId: [] as string[], itemId: [] as string[] };
  let columns: { user: number; item: number } | null = null;
  for await (const { cells, line } of records(source, file)) {
    if (columns === null) {
      const isHeader = cells.includes('userId') && cells.includes('itemId');
      columns = isHeader ? { user: cells.indexOf('userId'), item: cells.indexOf('itemId') } : { user: 0, item: 1 };
      if (isHeader) continue;
    }
    rows.userId.push(idIn(cells, columns.user, file, line));
    rows.itemId.push(idIn(cells, columns.item, file, line));
  }
  return rows;
}

/** userId,itemId,itemId,... a line. Several lines of one user add up. */
export async function readCandidateRows(source: Source, file: string): Promise<Map<string, string[]>> {
  const candidates = new Map<string, string[]>();
  for await (const { cells, line } of records(source, file)) {
    if (cells[0] === 'userId') continue;
    const userId = idIn(cells, 0, file, line);
    const items = cells.slice(1).filter((cell) => cell !== '');
    const known = candidates.get(userId);
    if (known) known.push(...items);
    else candidates.set(userId, items);
  }
  return candidates;
}

async function* records(source: Source, file: string): AsyncGenerator<{ cells: string[]; line: number }> {
  const parser = parse({ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  const fed = (async () => {
    try {
      for await (const chunk of source) {
        if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
      }
      parser.end();
    } catch (error) {
      parser.destroy(error as Error);
    }
  })();
  try {
    let line = 0;
    for await (const cells of parser as AsyncIterable<string[]>) yield { cells, line: ++line };
    await fed;
  } catch (cause) {
    if (cause instanceof MarqueeError) throw cause;
    throw new MarqueeError('bad-argument', `${file} cannot be read as CSV.`, { cause });
  } finally {
    parser.destroy();
  }
}

function idIn(cells: readonly string[], column: number, file: string, line: number): string {
  const id = cells[column];
  if (id === undefined || id === '') {
    throw new MarqueeError('bad-argument', `Row ${line} of ${file} lacks a userId or an itemId.`);
  }
  return id;
}

/** Whole seconds have at most 10 digits until the year 2286, milliseconds had 12 since 1973. */
const SECONDS_BELOW = 1e11;

function timeIn(cells: readonly string[], column: number, file: string, line: number): number {
  const text = column < 0 ? '' : (cells[column] ?? '');
  if (text === '') return Number.NaN;
  const number = Number(text);
  const atMs = Number.isNaN(number) ? Date.parse(text) : Math.abs(number) < SECONDS_BELOW ? number * 1000 : number;
  if (Number.isFinite(atMs)) return atMs;
  throw new MarqueeError('bad-argument', `Row ${line} of ${file} has a timestamp that is neither a number nor ISO.`);
}
