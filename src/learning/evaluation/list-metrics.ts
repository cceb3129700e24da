import type { Catalogue } from '../../domain/catalogue.ts';

/** What is said of lists whoever they are for, gathered list by list. */
export interface ListTally {
  /** Dense indices of one viewer's list, the best first. */
  add(list: Int32Array): void;
  /**
   * coverage: share of the catalogue that is in any list. diversity: mean over lists of 1 - the mean likeness of two of its titles;
   * absent where no two could be compared. novelty: mean of -log2 p over what is listed, in bits, p the share of users who have used
   * it. meanPopularity: mean percentile of popularity over what is listed, 1 the most used title, .5 the middle.
   */
  result(): Record<string, number>;
}

/** `usersOf`: users of each title, by dense index, of `users` in all. */
export function createListTally(catalogue: Catalogue, usersOf: Uint32Array, users: number): ListTally {
  const covered = new Uint8Array(catalogue.size);
  const percentile = percentilesOf(usersOf);
  let diversity = 0;
  let comparable = 0;
  let novelty = 0;
  let popularity = 0;
  let listed = 0;
  return {
    add(list) {
      let likeness = 0;
      let pairs = 0;
      for (let i = 0; i < list.length; i++) {
        const dense = list[i]!;
        covered[dense] = 1;
        // One more user than there are, who has used everything: of what nobody used the surprise is large, not infinite.
        novelty -= Math.log2((usersOf[dense]! + 1) / (users + 1));
        popularity += percentile[dense]!;
        listed++;
        for (let j = 0; j < i; j++) {
          const alike = contentLikeness(catalogue, dense, list[j]!);
          if (Number.isNaN(alike)) continue;
          likeness += alike;
          pairs++;
        }
      }
      if (pairs === 0) return;
      diversity += 1 - likeness / pairs;
      comparable++;
    },
    result: () => ({
      coverage: catalogue.size === 0 ? 0 : covered.reduce((sum, seen) => sum + seen, 0) / catalogue.size,
      ...(comparable > 0 && { diversity: diversity / comparable }),
      novelty: listed === 0 ? 0 : novelty / listed,
      meanPopularity: listed === 0 ? 0 : popularity / listed,
    }),
  };
}

/**
 * How alike two titles are in content, 0..1: the shared part of their genres and of their people (Jaccard: common by all), the mean of
 * the two, or the one that both titles state. NaN when neither is stated by both: nothing is known.
 */
export function contentLikeness(catalogue: Catalogue, a: number, b: number): number {
  const genres = jaccard(catalogue.genreOffsets, catalogue.genreNumbers, a, b);
  const people = jaccard(catalogue.peopleOffsets, catalogue.peopleNumbers, a, b);
  return Number.isNaN(genres) ? people : Number.isNaN(people) ? genres : (genres + people) / 2;
}

/** Of two rows of sorted numbers (CSR); NaN when either is empty. */
function jaccard(offsets: Int32Array, numbers: Int32Array, a: number, b: number): number {
  let i = offsets[a]!;
  let j = offsets[b]!;
  const lengthA = offsets[a + 1]! - i;
  const lengthB = offsets[b + 1]! - j;
  if (lengthA === 0 || lengthB === 0) return Number.NaN;
  let common = 0;
  while (i < offsets[a + 1]! && j < offsets[b + 1]!) {
    const difference = numbers[i]! - numbers[j]!;
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common / (lengthA + lengthB - common);
}

/** Share of titles that are used by fewer, those used by as many counting half. */
function percentilesOf(usersOf: Uint32Array): Float64Array {
  const sorted = usersOf.slice().sort();
  const percentiles = new Map<number, number>();
  for (let first = 0; first < sorted.length; ) {
    let after = first;
    while (after < sorted.length && sorted[after] === sorted[first]) after++;
    percentiles.set(sorted[first]!, (first + after) / 2 / sorted.length);
    first = after;
  }
  return Float64Array.from(usersOf, (count) => percentiles.get(count)!);
}
