import { dateOfDay } from '../domain/rfc3339.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { LINE_PROBLEMS, readLines } from './read-lines.ts';
import { jsonProblem } from './read-ndjson.ts';

/** What metadata.json knows of a film beyond the CSV files. Absent and unusable fields are empty. */
export interface FilmMetadata {
  readonly movieId: string;
  readonly overview: string;
  readonly cast: readonly string[];
  readonly directors: readonly string[];
  readonly tags: readonly string[];
  readonly durationS: number | null;
  readonly releaseDate: string | null;
  readonly imageUrl: string | null;
}

/** Reads metadata.json: a JSON array with one film a line, so that no more than a line is in memory. */
export async function* readMetadata(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<readonly ImportRecord<FilmMetadata>[]> {
  for await (const lines of readLines(source)) {
    const records: ImportRecord<FilmMetadata>[] = [];
    for (const line of lines) {
      if (line.problem) {
        records.push(refused(file, line.number, line.problem, LINE_PROBLEMS[line.problem]));
        continue;
      }
      const json = line.text.replace(/^\uFEFF?\s*\[?\s*/, '').replace(/\s*[,\]]?\s*$/, '');
      if (json !== '') records.push(parseFilm(json, file, line.number));
    }
    if (records.length > 0) yield records;
  }
}

function parseFilm(json: string, file: string, line: number): ImportRecord<FilmMetadata> {
  let film: unknown;
  try {
    film = JSON.parse(json);
  } catch (error) {
    return refused(file, line, 'invalid-json', `The line is not a JSON object: ${jsonProblem(error)}.`);
  }
  const fields = (film ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(fields.id)) {
    return refused(file, line, 'invalid-metadata', 'The film has no "id" that is a MovieLens number.');
  }
  const runtime = fields.runtime;
  return accepted(file, line, {
    movieId: String(fields.id),
    overview: typeof fields.overview === 'string' ? fields.overview.trim() : '',
    cast: listOf(fields.topActors).map(nameOf).filter(isText),
    directors: [nameOf(fields.director)].filter(isText),
    tags: listOf(fields.tags).filter(isText),
    durationS: typeof runtime === 'number' && runtime > 0 ? Math.round(runtime * 60) : null,
    releaseDate: isDay(fields.releaseDate) ? dateOfDay(fields.releaseDate) : null,
    imageUrl: isText(fields.poster) ? fields.poster : null,
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nameOf = (person: unknown): unknown => (person as { name?: unknown } | null | undefined)?.name;
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
/** Days since 1970 between the years 1800 and 2200: what a film can have. */
const isDay = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs((value as number) - 10_957) < 73_050;
