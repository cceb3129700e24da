import type { Catalogue } from '../domain/catalogue.ts';
import { hasBit } from '../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import type { KnownRange, UserFacts } from '../domain/filter/compile-user-filter.ts';
import type { UserNumberField, UserSetField } from '../domain/filter/user-fields.ts';
import { folded } from '../domain/folded.ts';
import { historyOf } from './history.ts';
import { listedTitles, watchedTitles } from './title-sets.ts';
import { MAX_EVENTS, type UserState } from './user-state.ts';

/** What is said of the viewer beside the state: by the request, as the profile completed it. */
export type FactsOfRequest = Pick<UserFacts, 'region' | 'surface' | 'language' | 'maturity' | 'isNewUser'> & {
  readonly nowMs: number;
};

/**
 * What segments ask of a user, looked up once each and only when asked. `state` null: not known, of somebody who may have done anything.
 * Counts are of what the state holds (its newest 256 events): where it is full, the count of all is at least that.
 */
export function userFactsOf(request: FactsOfRequest, state: UserState | null, catalogue: Catalogue): UserFacts {
  const { region, surface, language, maturity, isNewUser = null, nowMs } = request;
  const seen = { region, surface, language, maturity, isNewUser };
  if (state === null) return { ...seen, numberOf: () => null, has: () => null };
  const isFull = state.events.length >= MAX_EVENTS;
  const labels = once(() => new Set(state.attributes?.labels.map(folded)));
  const sets = once(() => watchedTitles(state, catalogue));
  const listed = once(() => listedTitles(state, catalogue));
  const liked = once(() => likedGenres(state, catalogue, sets().partlyWatched));

  return {
    ...seen,
    numberOf: (field) =>
      field === 'titlesWatched' ? exactly(countOf(sets().partlyWatched)) : NUMBERS[field](state, nowMs, isFull),
    has: (field: UserSetField, value) => {
      if (field === 'label') return labels().has(folded(value));
      // A taste that showed only in what the state has let go of cannot be told from none.
      if (field === 'likedGenre') return liked().has(folded(value)) || (isFull ? null : false);
      const dense = catalogue.denseOfItemId(value);
      if (dense < 0) return null;
      return hasBit(field === 'watched' ? sets().partlyWatched : listed(), catalogue.titleOf[dense]!);
    },
  };
}

const typeNo = (type: (typeof EVENT_TYPES)[number]): number => EVENT_TYPES.indexOf(type);
const [PLAY, PROGRESS, COMPLETE, RATE] = [typeNo('play'), typeNo('progress'), typeNo('complete'), typeNo('rate')];
const PREVIEW = TRIGGERS.indexOf('preview');
const DAY_MS = 86_400_000;

type Events = UserState['events'];
const isPlay = ({ type, trigger }: Events, at: number): boolean => type[at] === PLAY && trigger[at] !== PREVIEW;

const NUMBERS: Readonly<
  Record<
    Exclude<UserNumberField, 'titlesWatched'>,
    (state: UserState, nowMs: number, isFull: boolean) => KnownRange | null
  >
> = {
  plays: ({ events }, _, isFull) => counted(events, isPlay, isFull),
  completes: ({ events }, _, isFull) => counted(events, ({ type }, at) => type[at] === COMPLETE, isFull),
  ratings: ({ events }, _, isFull) => counted(events, ({ type }, at) => type[at] === RATE, isFull),
  daysSincePlay({ events }, nowMs, isFull) {
    for (let at = events.length - 1; at >= 0; at--) {
      if (!isPlay(events, at) && events.type[at] !== PROGRESS && events.type[at] !== COMPLETE) continue;
      return exactly(daysTo(events.occurredAtMs[at]!, nowMs));
    }
    // Never, or before all that is kept.
    return isFull ? { from: daysTo(events.occurredAtMs[0]!, nowMs), to: Number.POSITIVE_INFINITY } : null;
  },
};

const daysTo = (atMs: number, nowMs: number): number => Math.max(0, nowMs - atMs) / DAY_MS;

const exactly = (number: number): KnownRange => ({ from: number, to: number });

function countOf(bits: Uint32Array): number {
  let count = 0;
  for (const word of bits) for (let open = word; open !== 0; open &= open - 1) count++;
  return count;
}

function counted(events: Events, counts: (events: Events, at: number) => boolean, isFull: boolean): KnownRange {
  let count = 0;
  for (let at = 0; at < events.length; at++) if (counts(events, at)) count++;
  return { from: count, to: isFull ? Number.POSITIVE_INFINITY : count };
}

/** A title is liked that was watched and counts this much (event-strength.ts); a genre of which this many titles are. */
const LEAST_STRENGTH = 0.5;
const LEAST_TITLES = 2;

/** Folded names. */
function likedGenres(state: UserState, catalogue: Catalogue, watched: Uint32Array): ReadonlySet<string> {
  const { genres, genreOffsets, genreNumbers } = catalogue;
  const history = historyOf(state, catalogue);
  const titles = new Map<string, number>();
  for (let at = 0; at < history.length; at++) {
    const title = history.title[at]!;
    if (history.strength[at]! < LEAST_STRENGTH || !hasBit(watched, title)) continue;
    for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) {
      const name = folded(genres[genreNumbers[g]!]!);
      titles.set(name, (titles.get(name) ?? 0) + 1);
    }
  }
  return new Set([...titles].filter(([, count]) => count >= LEAST_TITLES).map(([name]) => name));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
