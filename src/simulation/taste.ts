import type { Item } from '../../clients/typescript/src/index.ts';
import type { Random } from '../domain/clock.ts';

/** The catalogue as a viewer sees it. */
export interface FilmWorld {
  readonly itemIds: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly genres: readonly string[];
  /** Films of each genre. */
  readonly genreCounts: readonly number[];
  /** Genre numbers of each film. */
  readonly genresOf: readonly (readonly number[])[];
  /** Release year; NaN when unknown. */
  readonly year: Float64Array;
  /** How much anyone likes a film whatever the taste: most are middling, a few are hits. About -0.7 to 2. */
  readonly appeal: Float32Array;
}

/** What one viewer likes. Fixed for life; known to the simulation alone. */
export interface Taste {
  /** Liking of a film, about -2 (never) to 4 (loves it). Worked out when asked: a hundred thousand viewers need no table each. */
  liking(index: number): number;
  /** Genres the viewer may be in the mood for. */
  readonly likedGenres: readonly number[];
}

/** How viewers differ. */
export type DrawTaste = (world: FilmWorld, random: Random) => Taste;

export function createFilmWorld(items: readonly Pick<Item, 'itemId' | 'genres' | 'releaseDate'>[]): FilmWorld {
  const genres = [...new Set(items.flatMap((item) => item.genres))].sort();
  const numberOf = new Map(genres.map((genre, number) => [genre, number]));
  const genresOf = items.map((item) => item.genres.map((genre) => numberOf.get(genre)!));
  const genreCounts = genres.map(() => 0);
  for (const numbers of genresOf) for (const number of numbers) genreCounts[number]!++;
  return {
    itemIds: items.map((item) => item.itemId),
    indexOf: new Map(items.map((item, index) => [item.itemId, index])),
    genres,
    genreCounts,
    genresOf,
    year: Float64Array.from(items, (item) => Number(item.releaseDate?.slice(0, 4) ?? Number.NaN)),
    appeal: Float32Array.from(items, (item) => -0.6 * Math.log(hashToUnit(item.itemId)) - 0.7),
  };
}

/** Draws a viewer's taste: two to four liked genres, one or two disliked ones, a favourite era. */
export function drawTaste(world: FilmWorld, random: Random): Taste {
  const weights = new Float32Array(world.genres.length);
  const likedGenres: number[] = [];
  for (let n = 2 + Math.floor(random() * 3); n > 0 && world.genres.length > 0; n--) {
    const genre = drawGenre(world, random);
    if (weights[genre] === 0) likedGenres.push(genre);
    weights[genre] = 0.8 + random();
  }
  for (let n = 1 + Math.floor(random() * 2); n > 0 && world.genres.length > 0; n--) {
    const genre = drawGenre(world, random);
    if (weights[genre] === 0) weights[genre] = -1;
  }
  const favouriteYear = world.year[Math.floor(random() * world.year.length)] ?? Number.NaN;
  const eraYears = 6 + random() * 14;
  const liking = (index: number): number => {
    const numbers = world.genresOf[index]!;
    let strength = 0;
    for (const number of numbers) strength += weights[number]!;
    const yearsOff = (world.year[index]! - favouriteYear) / eraYears;
    const era = Number.isNaN(yearsOff) ? 0 : Math.exp(-yearsOff * yearsOff);
    return strength / Math.max(1, Math.sqrt(numbers.length)) + era + world.appeal[index]!;
  };
  return { liking, likedGenres };
}

/**
 * A film the viewer would choose from the whole catalogue in a mood, drawn with P ~ exp(sharpness x liking) by the Gumbel-max
 * trick (largest of liking + noise); -1 when every film was seen. Of a large catalogue only a stretch comes to mind.
 */
export function drawFilm(
  world: FilmWorld,
  taste: Taste,
  mood: number,
  seen: ReadonlySet<number>,
  random: Random,
): number {
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  const size = world.itemIds.length;
  const first = size > FILMS_IN_MIND ? Math.floor(random() * size) : 0;
  for (let n = 0; n < Math.min(size, FILMS_IN_MIND); n++) {
    const index = (first + n) % size;
    const noise = -Math.log(-Math.log(random() || Number.MIN_VALUE));
    if (seen.has(index)) continue;
    const score = CHOICE_SHARPNESS * likingInMood(world, taste, mood, index) + noise;
    if (score > bestScore) {
      best = index;
      bestScore = score;
    }
  }
  return best;
}

export function likingInMood(world: FilmWorld, taste: Taste, mood: number, index: number): number {
  return taste.liking(index) + (world.genresOf[index]!.includes(mood) ? MOOD_BONUS : 0);
}

const CHOICE_SHARPNESS = 2.2;
const MOOD_BONUS = 0.8;
const FILMS_IN_MIND = 5000;

/** Common genres are more often liked, but less than in proportion. */
function drawGenre(world: FilmWorld, random: Random): number {
  const total = world.genreCounts.reduce((sum, count) => sum + Math.sqrt(count), 0);
  let left = random() * total;
  for (let genre = 0; genre < world.genreCounts.length; genre++) {
    left -= Math.sqrt(world.genreCounts[genre]!);
    if (left < 0) return genre;
  }
  return world.genreCounts.length - 1;
}

/** As a number in (0, 1]: the same film has the same appeal in every simulation. */
const hashToUnit = (text: string): number => hashOf(text) / 4_294_967_296 + Number.EPSILON;

/** FNV-1a with a final mix, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
