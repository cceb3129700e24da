import type { ViewerEvent } from '../domain/event.ts';
import { type ImportBatch, importBatch, valuesOf } from './import-batch.ts';
import { toItem } from './import-items.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { ITEM_LIMITS } from './item-schema.ts';
import { type FilmMetadata, readMetadata } from './movielens-metadata.ts';
import { rateEvents, readRatings } from './movielens-ratings.ts';
import { readTags } from './movielens-tags.ts';
import { parseMovieLensTitle } from './movielens-title.ts';
import { readCsv } from './read-csv.ts';

/** The files of a MovieLens folder as byte streams; null where the folder does not have it. */
export interface MovieLensFiles {
  readonly movies: AsyncIterable<Uint8Array>;
  readonly ratings: AsyncIterable<Uint8Array>;
  readonly tags: AsyncIterable<Uint8Array> | null;
  readonly metadata: AsyncIterable<Uint8Array> | null;
}

const NO_GENRES = '(no genres listed)';
const EVENTS_PER_BATCH = 2000;

/**
 * Reads a MovieLens folder (README there). Ids stay the source's: item "318", user "1". Titles lose their year and get their
 * article back; genre Children -> maturity kids, else adult; window "*"; ratings become rate events of origin import.
 * All items come first, then all events in order of time.
 */
export async function* importMovieLens(
  files: MovieLensFiles,
  deps: { readonly userKeyOf: (userId: string) => string; readonly nowMs: number },
): AsyncGenerator<ImportBatch> {
  const metadata = new Map<string, FilmMetadata>();
  if (files.metadata) {
    for await (const records of readMetadata(files.metadata, 'metadata.json')) {
      for (const record of records) if (record.value) metadata.set(record.value.movieId, record.value);
      yield onlyReported(records);
    }
  }
  const userTags = files.tags
    ? yield* reporting(readTags(files.tags, 'tags.csv'))
    : new Map<string, readonly string[]>();

  for await (const records of readCsv(files.movies, 'movies.csv', ['movieId', 'title', 'genres'])) {
    const films = records.map((record) => {
      if (record.refusal) return record;
      const [movieId, title, genres] = record.value as [string, string, string];
      if (!/^[1-9]\d{0,8}$/.test(movieId)) {
        return refused(record.file, record.line, 'invalid-item', 'movieId must be a whole number from 1.');
      }
      const film = filmOf(movieId, title, genres, metadata.get(movieId), userTags.get(movieId) ?? []);
      return toItem(accepted(record.file, record.line, film));
    });
    yield importBatch({ records: films, items: valuesOf(films) });
  }

  const ratings = yield* reporting(readRatings(files.ratings, 'ratings.csv', deps.nowMs));
  let events: ViewerEvent[] = [];
  for (const event of rateEvents(ratings, deps)) {
    events.push(event);
    if (events.length === EVENTS_PER_BATCH) {
      yield importBatch({ events });
      events = [];
    }
  }
  if (events.length > 0) yield importBatch({ events });
}

function filmOf(
  movieId: string,
  text: string,
  genreText: string,
  metadata: FilmMetadata | undefined,
  userTags: readonly string[],
) {
  const { title, year } = parseMovieLensTitle(text);
  const genres = genreText.split('|').filter((genre) => genre.trim() !== '' && genre !== NO_GENRES);
  const tags = [...new Set([...userTags, ...(metadata?.tags ?? [])])];
  return {
    itemId: movieId,
    type: 'film',
    title,
    description: metadata?.overview.slice(0, ITEM_LIMITS.descriptionLength).toWellFormed() ?? '',
    genres,
    tags: tags.filter((tag) => tag.length <= ITEM_LIMITS.nameLength).slice(0, ITEM_LIMITS.tags),
    cast: metadata?.cast.slice(0, ITEM_LIMITS.people) ?? [],
    directors: metadata?.directors ?? [],
    durationS: metadata?.durationS ?? null,
    releaseDate: metadata?.releaseDate ?? (year === null ? null : `${year}-01-01`),
    maturity: genres.includes('Children') ? 'kids' : 'adult',
    windows: [{ region: '*' }],
    imageUrl: metadata?.imageUrl ?? null,
  };
}

/** Passes a reader's records on as batches and returns what it returns. */
async function* reporting<T>(reader: AsyncGenerator<readonly ImportRecord<null>[], T>): AsyncGenerator<ImportBatch, T> {
  for (let step = await reader.next(); ; step = await reader.next()) {
    if (step.done) return step.value;
    yield onlyReported(step.value);
  }
}

function onlyReported(records: readonly ImportRecord<unknown>[]): ImportBatch {
  return importBatch({ records });
}
