import { parse } from 'csv-parse/sync';
import { MarqueeError } from '../domain/errors.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { LINE_PROBLEMS, type Line, MAX_LINE_BYTES, readLines } from './read-lines.ts';

/**
 * Reads a CSV file whose first line names its columns; yields the wanted columns' values in the order of `columns`, or of all
 * columns when that is a function, which is told the header and may throw. A quoted value may go over several lines (a line of
 * nothing but space in it is read as an empty one); its record has the number of the first. A broken quote costs its own line
 * and not the rest of the file. Throws 'bad-argument' when a column is missing.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
  columns: readonly string[] | ((header: readonly string[]) => void),
): AsyncGenerator<readonly ImportRecord<readonly string[]>[]> {
  let places: readonly number[] | null = null;
  let width = 0;
  /** Lines of a record whose quotes are still open. */
  let open: readonly Line[] = [];

  const readHeader = (line: Line): void => {
    const header = splitText(line.text ?? '')?.map((name) => name.replace(/^\uFEFF/, '').trim()) ?? [];
    width = header.length;
    if (typeof columns === 'function') columns(header);
    places = typeof columns === 'function' ? header.map((_, place) => place) : placesOf(columns, header, file);
  };
  const readRecords = (lines: readonly Line[], isLast: boolean): ImportRecord<readonly string[]>[] => {
    const records: ImportRecord<readonly string[]>[] = [];
    open = [];
    for (let at = 0; at < lines.length; ) {
      const line = lines[at]!;
      if (line.problem) {
        records.push(refused(file, line.number, line.problem, LINE_PROBLEMS[line.problem]));
        at++;
      } else if (places === null) {
        readHeader(line);
        at++;
      } else {
        const span = spanOf(lines, at, width, isLast);
        if (span === 'open') {
          open = lines.slice(at);
          break;
        }
        records.push(
          typeof span === 'string'
            ? refused(file, line.number, 'invalid-csv', span)
            : accepted(
                file,
                line.number,
                places.map((place) => span.values[place]!),
              ),
        );
        at += typeof span === 'string' ? 1 : span.lines;
      }
    }
    return records;
  };

  for await (const lines of readLines(source)) {
    const records = readRecords(open.length > 0 ? [...open, ...lines] : lines, false);
    if (records.length > 0) yield records;
  }
  const records = readRecords(open, true);
  if (records.length > 0) yield records;
  if (places === null) readHeader({ number: 1, text: '' });
}

const MAX_RECORD_LINES = 100;

/** The record that begins at a line; a sentence when there is none; 'open' when lines to come may complete it. */
function spanOf(
  lines: readonly Line[],
  at: number,
  width: number,
  isLast: boolean,
): { values: readonly string[]; lines: number } | string {
  const first = lines[at]!.text!;
  let text = first;
  for (let count = 1; quotesAreOpen(text); count++) {
    const next = lines[at + count];
    if (next === undefined && !isLast && count < MAX_RECORD_LINES) return 'open';
    if (next?.text === undefined || count === MAX_RECORD_LINES) return BROKEN_QUOTES;
    // Blank lines are not delivered, but numbered.
    text += '\n'.repeat(next.number - lines[at + count - 1]!.number) + next.text;
    if (Buffer.byteLength(text) > MAX_LINE_BYTES) return BROKEN_QUOTES;
    if (!quotesAreOpen(text)) {
      const values = splitText(text);
      return values?.length === width ? { values, lines: count + 1 } : BROKEN_QUOTES;
    }
  }
  const values = splitText(first);
  if (values === null) return BROKEN_QUOTES;
  return values.length === width ? { values, lines: 1 } : `The line has ${values.length} columns, the header ${width}.`;
}

const BROKEN_QUOTES = 'The quotes of this line do not match.';

function quotesAreOpen(text: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isOpen = !isOpen;
  return isOpen;
}

function placesOf(columns: readonly string[], header: readonly string[], file: string): readonly number[] {
  return columns.map((name) => {
    const place = header.indexOf(name);
    if (place === -1) {
      throw new MarqueeError(
        'bad-argument',
        `${file} must begin with a header line that has the columns ${columns.join(', ')}.`,
      );
    }
    return place;
  });
}

/** null: the quotes do not match. Most lines have none and need no parser. */
function splitText(text: string): readonly string[] | null {
  if (!text.includes('"')) return text.split(',');
  try {
    const records: string[][] = parse(text, { relax_column_count: true });
    return records.length === 1 ? records[0]! : null;
  } catch {
    // csv-parse throws for nothing but malformed quotes here; the caller reports the line.
    return null;
  }
}
