import { type Random, seededRandom } from '../domain/clock.ts';
import { type FilmWorld, hashOf, type Taste } from './taste.ts';

/** Qualities that films have and no catalogue names. */
const QUALITIES = 8;
const STRENGTH = 1.1;

/**
 * A taste for qualities that are nowhere written down: only by what others watch can a service find out which films are alike. Genres,
 * people and years mean nothing.
 */
export function drawHiddenTaste(world: FilmWorld, random: Random): Taste {
  const wanted = Float64Array.from({ length: QUALITIES }, () => normal(random));
  const length = Math.hypot(...wanted);
  const known = new Map<number, number>();
  const liking = (index: number): number => {
    const before = known.get(index);
    if (before !== undefined) return before;
    const film = seededRandom(hashOf(world.itemIds[index]!));
    let match = 0;
    for (let quality = 0; quality < QUALITIES; quality++) match += (wanted[quality]! / length) * normal(film);
    const liked = STRENGTH * match + world.appeal[index]!;
    known.set(index, liked);
    return liked;
  };
  return { liking, likedGenres: [] };
}

/** Box and Muller 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random() || Number.MIN_VALUE)) * Math.cos(2 * Math.PI * random());
}
