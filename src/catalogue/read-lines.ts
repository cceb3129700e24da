/** One line of a text, numbered from 1, without its line end. `problem` instead of text when it cannot be read. */
export type Line =
  | { readonly number: number; readonly text: string; readonly problem?: undefined }
  | { readonly number: number; readonly text?: undefined; readonly problem: 'line-too-long' | 'invalid-utf8' };

/** Bytes of one line at most: the bound of NDJSON bodies too. */
export const MAX_LINE_BYTES = 256 * 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits a byte stream into lines and yields, for each chunk, the lines it completed: a slow pipe is answered as it comes, a
 * file is read in large batches. Blank lines are left out but numbered. Memory is bounded by MAX_LINE_BYTES.
 */
export async function* readLines(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let number = 0;

  const finish = (tail: Uint8Array): Line | null => {
    number++;
    const tooLong = pendingBytes + tail.length > MAX_LINE_BYTES;
    const bytes = tooLong ? null : pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
    pending = [];
    pendingBytes = 0;
    return bytes ? decode(bytes, number) : { number, problem: 'line-too-long' };
  };
  const decode = (bytes: Uint8Array, at: number): Line | null => {
    const end = bytes.length > 0 && bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    try {
      const text = decoder.decode(bytes.subarray(0, end));
      return text.trim() === '' ? null : { number: at, text };
    } catch {
      // A fatal TextDecoder throws for one reason only.
      return { number: at, problem: 'invalid-utf8' };
    }
  };

  for await (const piece of source) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = finish(chunk.subarray(start, end));
      if (line) lines.push(line);
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    pendingBytes += rest.length;
    // What is already too long is not kept, only measured.
    if (pendingBytes > MAX_LINE_BYTES) pending = [];
    else if (rest.length > 0) pending.push(rest);
    if (lines.length > 0) yield lines;
  }
  if (pendingBytes > 0) {
    const line = finish(new Uint8Array(0));
    if (line) yield [line];
  }
}

export const LINE_PROBLEMS = {
  'line-too-long': `The line is longer than ${MAX_LINE_BYTES} bytes.`,
  'invalid-utf8': 'The line is not valid UTF-8.',
} as const;
