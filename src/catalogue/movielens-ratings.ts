import type { ViewerEvent } from '../domain/event.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { readCsv } from './read-csv.ts';
import { stableEventId } from './stable-ids.ts';

/** Ratings as columns, one entry a rating in file order: 20 bytes each, so that millions can be sorted in memory. */
export interface Ratings {
  readonly length: number;
  readonly userId: Int32Array;
  readonly movieId: Int32Array;
  /** Half stars, 1 to 10. */
  readonly halfStars: Uint8Array;
  readonly timestampS: Float64Array;
}

const COLUMNS = ['userId', 'movieId', 'rating', 'timestamp'];
const SOURCE_ID = /^[1-9]\d{0,8}$/;
const CLOCK_SKEW_S = 600;

/** Reads ratings.csv; yields every record for the report and returns the columns of the accepted ones. */
export async function* readRatings(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
  nowMs: number,
): AsyncGenerator<readonly ImportRecord<null>[], Ratings> {
  let ratings = emptyRatings(16_384);
  const newestS = nowMs / 1000 + CLOCK_SKEW_S;
  for await (const records of readCsv(source, file, COLUMNS)) {
    const outcomes: ImportRecord<null>[] = [];
    for (const record of records) {
      if (record.refusal) {
        outcomes.push(record);
        continue;
      }
      const problem = problemOf(record.value, newestS);
      if (problem) {
        outcomes.push(refused(file, record.line, 'invalid-rating', problem));
        continue;
      }
      if (ratings.length === ratings.userId.length) ratings = grown(ratings);
      const at = ratings.length++;
      ratings.userId[at] = Number(record.value[0]);
      ratings.movieId[at] = Number(record.value[1]);
      ratings.halfStars[at] = Number(record.value[2]) * 2;
      ratings.timestampS[at] = Number(record.value[3]);
      outcomes.push(accepted(file, record.line, null));
    }
    yield outcomes;
  }
  return ratings;
}

/**
 * Ratings as rate events in time order (ties by user, then film). The event id is made of what the rating says, so that
 * importing the same file again changes nothing. Opinion of n stars = max(-1, (n - 3) / 2).
 */
export function* rateEvents(
  ratings: Ratings,
  deps: { readonly userKeyOf: (userId: string) => string; readonly nowMs: number },
): Generator<ViewerEvent> {
  const { userId, movieId, timestampS, halfStars } = ratings;
  const order = Uint32Array.from({ length: ratings.length }, (_, index) => index).sort(
    (a, b) => timestampS[a]! - timestampS[b]! || userId[a]! - userId[b]! || movieId[a]! - movieId[b]!,
  );
  const userKeys = new Map<number, string>();
  for (const at of order) {
    const user = userId[at]!;
    const userKey = userKeys.get(user) ?? deps.userKeyOf(String(user));
    userKeys.set(user, userKey);
    yield {
      eventId: stableEventId('ml', userKey, movieId[at]!, timestampS[at]!),
      type: 'rate',
      userKey,
      itemId: String(movieId[at]),
      occurredAtMs: timestampS[at]! * 1000,
      receivedAtMs: deps.nowMs,
      impressionIds: [],
      recommendationId: null,
      sessionId: null,
      portion: null,
      positionS: null,
      value: Math.max(-1, (halfStars[at]! / 2 - 3) / 2),
      trigger: 'user',
      properties: null,
      origin: 'import',
    };
  }
}

function problemOf([user, movie, stars, timestamp]: readonly string[], newestS: number): string | null {
  if (!SOURCE_ID.test(user!) || !SOURCE_ID.test(movie!)) return 'userId and movieId must be whole numbers from 1.';
  const value = stars!.trim() === '' ? Number.NaN : Number(stars);
  if (!(value >= 0.5 && value <= 5) || !Number.isInteger(value * 2)) return 'The rating must be 0.5 to 5 in halves.';
  if (!/^\d{1,12}$/.test(timestamp!) || Number(timestamp) > newestS) {
    return 'The timestamp must be whole seconds since 1970, not in the future.';
  }
  return null;
}

type GrowingRatings = { -readonly [K in keyof Ratings]: Ratings[K] };

function emptyRatings(capacity: number): GrowingRatings {
  return {
    length: 0,
    userId: new Int32Array(capacity),
    movieId: new Int32Array(capacity),
    halfStars: new Uint8Array(capacity),
    timestampS: new Float64Array(capacity),
  };
}

function grown(ratings: Ratings): GrowingRatings {
  const larger = emptyRatings(ratings.userId.length * 2);
  larger.length = ratings.length;
  larger.userId.set(ratings.userId);
  larger.movieId.set(ratings.movieId);
  larger.halfStars.set(ratings.halfStars);
  larger.timestampS.set(ratings.timestampS);
  return larger;
}
