import { type Random, seededRandom } from '../../src/domain/clock.ts';

/** Made-up tastes behind catalogue and viewers, so that the log holds something to learn. */
export interface Tastes {
  readonly items: number;
  /** Kinds of items narrower than genres, such as Nordic crime: what one person likes several of. */
  readonly niches: number;
  /** Genre numbers of each item, 1 to 3: those of its niche. */
  readonly genresOf: readonly (readonly number[])[];
  /** How likely an item is to be watched, relative to the most watched: Zipf's law over a shuffled order. */
  readonly popularity: Float64Array;
  /** An item of the niche (any, when null) by popularity. */
  draw(niche: number | null, random: Random): number;
}

export const GENRES: readonly string[] = [
  'Action, Adventure, Animation, Children, Comedy, Crime, Documentary, Drama, Fantasy, History, Horror, Music, Mystery',
  'Romance, Science Fiction, Sport, Thriller, War, Western, Family',
].flatMap((line) => line.split(', '));
const ZIPF_EXPONENT = 0.9;
const ITEMS_A_NICHE = 50;

export function createTastes(items: number, seed: number): Tastes {
  const random = seededRandom(seed);
  const niches = Math.min(400, Math.max(20, Math.round(items / ITEMS_A_NICHE)));
  const genresOfNiche = Array.from({ length: niches }, () => {
    const count = 1 + Math.floor(3 * random() ** 2);
    return [...new Set(Array.from({ length: count }, () => Math.floor(GENRES.length * random() ** 1.5)))];
  });
  const nicheOf = Array.from({ length: items }, () => Math.floor(niches * random()));
  const genresOf = nicheOf.map((niche) => genresOfNiche[niche]!);

  const rank = shuffled(items, random);
  const popularity = Float64Array.from({ length: items }, (_, item) => (1 + rank[item]!) ** -ZIPF_EXPONENT);

  const everyItem = Array.from({ length: items }, (_, item) => item);
  const ofNiche = Array.from({ length: niches }, (): number[] => []);
  for (const item of everyItem) ofNiche[nicheOf[item]!]!.push(item);
  const drawers = [everyItem, ...ofNiche].map((list) => drawer(list, popularity));
  return {
    items,
    niches,
    genresOf,
    popularity,
    draw: (niche, dice) => (drawers[niche === null ? 0 : niche + 1] ?? drawers[0]!)!(dice),
  };
}

/** null for an empty list. By bisection of the running sum. */
function drawer(list: readonly number[], weights: Float64Array): ((random: Random) => number) | null {
  if (list.length === 0) return null;
  const sums = new Float64Array(list.length);
  let sum = 0;
  for (const [at, item] of list.entries()) {
    sum += weights[item]!;
    sums[at] = sum;
  }
  return (random) => {
    const wanted = sum * random();
    let [low, high] = [0, list.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return list[low]!;
  };
}

function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
