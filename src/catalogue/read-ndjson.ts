import { accepted, type ImportRecord, refused } from './import-report.ts';
import { LINE_PROBLEMS, readLines } from './read-lines.ts';

/** Reads one JSON value a line. A line that is none is refused ('invalid-json') and the next one is read. */
export async function* readNdjson(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<readonly ImportRecord<unknown>[]> {
  for await (const lines of readLines(source)) {
    yield lines.map((line) => {
      if (line.problem) return refused(file, line.number, line.problem, LINE_PROBLEMS[line.problem]);
      const text = line.number === 1 ? line.text.replace(/^\uFEFF/, '') : line.text;
      try {
        return accepted(file, line.number, JSON.parse(text) as unknown);
      } catch (error) {
        return refused(file, line.number, 'invalid-json', `The line is not JSON: ${jsonProblem(error)}.`);
      }
    });
  }
}

/** Why JSON.parse refused a text, without the piece of it that the message quotes: it may name a person. */
export function jsonProblem(error: unknown): string {
  return (error as Error).message.split(/, | (?:in|at) /, 1)[0]!;
}
