import type { Event, Page } from '../../clients/typescript/src/index.ts';
import { type Random, seededRandom } from '../domain/clock.ts';
import { SURFACES, type Surface } from '../domain/pin.ts';
import { clickChance, logistic } from './click-chance.ts';
import { slotsLookedAt } from './look.ts';
import { type DrawTaste, drawFilm, type FilmWorld, likingInMood, type Taste } from './taste.ts';

/** One simulated viewer: a taste, a memory, and what he or she does with a page. */
export interface Viewer {
  readonly userId: string;
  readonly surface: Surface;
  readonly taste: Taste;
  /** Films seen so far, in the app or out of it. */
  readonly seen: ReadonlySet<number>;
  /** What the viewer does with a page served at `servedAtMs`: events in order, one millisecond apart, never before it. */
  watch(page: Page, sessionId: string, servedAtMs: number): readonly Event[];
}

const PLAYS_A_SESSION = 3;
/** An app reports what was seen a few cards at a time. */
const IMPRESSIONS_A_VIEW = 25;
/** Films that a new viewer tells the app to have liked. */
const FIRST_RATINGS = 3;
/** How often a session also has a film that the viewer found without the page. */
const FOUND_ELSEWHERE = 0.6;
/** As the service has it: between the two a film is to be continued. */
const STARTED = 0.1;
const FINISHED = 0.9;

/** Number `number` of the viewers of a seed: the same one, whatever the user id. */
export function createViewer(
  world: FilmWorld,
  { seed, number, userId, drawTaste }: { seed: number; number: number; userId: string; drawTaste: DrawTaste },
): Viewer {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const surface = SURFACES[Math.floor(random() * SURFACES.length)]!;
  const taste = drawTaste(world, random);
  const seen = new Set<number>();
  /** Watched share of films that were begun and not finished. */
  const unfinished = new Map<number, number>();
  let isNew = true;

  function play(diary: Diary, film: number, itemId: string, impressionId: string | null, liking: number): void {
    seen.add(film);
    const portion = watchFilm(diary, { itemId, impressionId, liking, from: unfinished.get(film) ?? 0 }, random);
    if (portion >= STARTED && portion < FINISHED) unfinished.set(film, portion);
    else unfinished.delete(film);
  }

  return {
    userId,
    surface,
    taste,
    seen,
    watch(page, sessionId, servedAtMs) {
      const mood = taste.likedGenres[Math.floor(random() * taste.likedGenres.length)] ?? -1;
      const diary = createDiary(userId, page.recommendationId, sessionId, servedAtMs);
      if (isNew) {
        for (let n = 0; n < FIRST_RATINGS; n++) {
          const film = drawFilm(world, taste, mood, seen, random);
          if (film < 0) break;
          seen.add(film);
          diary.note('rate', { itemId: world.itemIds[film]!, value: 1 });
        }
        isNew = false;
      }

      const looked = slotsLookedAt(page, random);
      for (let from = 0; from < looked.length; from += IMPRESSIONS_A_VIEW) {
        const some = looked.slice(from, from + IMPRESSIONS_A_VIEW);
        diary.note('viewed', { impressionIds: some.map((slot) => slot.impressionId) });
      }
      let plays = 0;
      for (const { itemId, impressionId, rowKind } of looked) {
        const film = world.indexOf.get(itemId) ?? -1;
        const liking = film < 0 ? 0 : likingInMood(world, taste, mood, film);
        const isOffered = rowKind === 'continue-watching' && unfinished.has(film);
        const standing = isOffered ? 'begun' : seen.has(film) ? 'seen' : 'new';
        if (random() < clickChance(liking, standing)) {
          diary.note('click', { itemId, impressionId });
          if (random() < 0.85) {
            plays++;
            play(diary, film, itemId, impressionId, liking);
          } else if (random() < 0.3) {
            diary.note('list-add', { itemId, impressionId });
          }
        } else if (isOffered && liking < 1 && random() < 0.1) {
          diary.note('dismiss', { itemId, impressionId });
          unfinished.delete(film);
        } else if (liking < -1 && random() < 0.02) {
          diary.note('hide', { itemId, impressionId });
        }
        if (plays === PLAYS_A_SESSION) break;
      }
      if (random() < FOUND_ELSEWHERE) {
        const film = drawFilm(world, taste, mood, seen, random);
        if (film >= 0) play(diary, film, world.itemIds[film]!, null, likingInMood(world, taste, mood, film));
      }
      return diary.events;
    },
  };
}

interface Watching {
  readonly itemId: string;
  readonly impressionId: string | null;
  readonly liking: number;
  /** Watched share of it before. */
  readonly from: number;
}

/** Plays a film, from the start or on: the better it is liked, the longer it runs and the kinder the rating, if any. Returns how far. */
function watchFilm(diary: Diary, { itemId, impressionId, liking, from }: Watching, random: Random): number {
  const about = impressionId === null ? { itemId } : { itemId, impressionId };
  diary.note('play', { ...about, trigger: 'user' });
  const share = Math.min(1, Math.max(0.03, logistic(liking - 0.5) + (random() - 0.4) * 0.7));
  const portion = Math.round((from + (1 - from) * share) * 100) / 100;
  diary.note('progress', { ...about, portion });
  if (portion >= FINISHED) diary.note('complete', { ...about, portion: 1 });
  if (random() < 0.25) {
    const stars = Math.min(5, Math.max(1, Math.round(2.2 + liking + (random() - 0.5) * 1.5)));
    diary.note('rate', { ...about, value: Math.max(-1, (stars - 3) / 2) });
  }
  return portion;
}

interface Diary {
  readonly events: readonly Event[];
  note(type: Event['type'], fields: Partial<Event>): void;
}

/** Event ids are made of the recommendation's, so that a repeated simulation never reuses one. */
function createDiary(userId: string, recommendationId: string, sessionId: string, servedAtMs: number): Diary {
  const events: Event[] = [];
  return {
    events,
    note(type, fields) {
      const timestamp = new Date(servedAtMs + events.length).toISOString();
      events.push({
        eventId: `sim:${recommendationId}:${events.length}`,
        type,
        userId,
        timestamp,
        sessionId,
        ...fields,
      });
    },
  };
}
