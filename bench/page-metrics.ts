import type { Catalogue } from '../src/domain/catalogue.ts';
import type { Decision } from '../src/domain/decision.ts';
import type { ItemStats } from '../src/domain/item-stats.ts';
import type { History } from '../src/features/history.ts';

/** Of one page: what its slots are like, whatever anybody thinks of them. */
export interface PageLook {
  /** Mean distance of two titles that a screen shows: 1 - shared genres / all genres of the two (Jaccard), 0..1. */
  readonly diversity: number;
  /** The same of two titles of one row, the mean over the rows. */
  readonly rowDiversity: number;
  /** Mean over slots of -log2 of the title's share of all uses (Laplace-smoothed): bits of surprise. */
  readonly novelty: number;
  /**
   * Kullback-Leibler divergence of the page's genres from those of the user's history, the page's smoothed by .01 of the history's
   * (Steck, Calibrated recommendations, RecSys 2018), in bits; NaN for a user without history.
   */
  readonly calibrationError: number;
  /** Share of the slots that chance put there. */
  readonly explored: number;
}

/** `visibleSlots` of each row count for diversity and calibration: what is seen of it before anybody scrolls. */
export function pageLook(
  { slots, rowIds }: Decision,
  { catalogue, stats, history }: { catalogue: Catalogue; stats: ItemStats; history: History },
  visibleSlots: number,
): PageLook {
  const titles = Array.from(slots.itemNo, (itemNo) => catalogue.titleOf[catalogue.denseOfItemNo(itemNo)]!);
  const isSeen = (slot: number): boolean => slots.position[slot]! < visibleSlots;
  const seen = titles.filter((_, slot) => isSeen(slot));
  const rows = rowIds.map((_, row) => titles.filter((__, slot) => isSeen(slot) && slots.rowIndex[slot] === row));
  const distances = rows.filter((row) => row.length > 1).map((row) => meanDistance(row, catalogue));
  const all = stats.totalUses + catalogue.size;
  const surprise = titles.map((title) => -Math.log2((stats.uses[title]! + 1) / all));
  return {
    diversity: meanDistance(seen, catalogue),
    rowDiversity: sum(distances) / Math.max(1, distances.length),
    novelty: sum(surprise) / Math.max(1, surprise.length),
    calibrationError: calibrationError(seen, history, catalogue),
    explored: sum(Array.from(slots.explored)) / Math.max(1, slots.explored.length),
  };
}

const SMOOTHING = 0.01;

function calibrationError(titles: readonly number[], history: History, catalogue: Catalogue): number {
  if (history.length === 0) return Number.NaN;
  const liked = genreShares([...history.title.subarray(0, history.length)], [...history.strength], catalogue);
  const shown = genreShares(
    titles,
    titles.map(() => 1),
    catalogue,
  );
  let bits = 0;
  for (let genre = 0; genre < liked.length; genre++) {
    if (liked[genre]! === 0) continue;
    bits += liked[genre]! * Math.log2(liked[genre]! / ((1 - SMOOTHING) * shown[genre]! + SMOOTHING * liked[genre]!));
  }
  return bits;
}

/** A title's weight is divided among its genres; the shares sum to 1. */
function genreShares(titles: readonly number[], weights: readonly number[], catalogue: Catalogue): Float64Array {
  const shares = new Float64Array(catalogue.genres.length);
  let total = 0;
  for (const [at, title] of titles.entries()) {
    const genres = genresOf(title, catalogue);
    for (const genre of genres) shares[genre]! += weights[at]! / genres.length;
    if (genres.length > 0) total += weights[at]!;
  }
  return total === 0 ? shares : shares.map((share) => share / total);
}

function meanDistance(titles: readonly number[], catalogue: Catalogue): number {
  const genres = titles.map((title) => new Set(genresOf(title, catalogue)));
  let distance = 0;
  let pairs = 0;
  for (let a = 0; a < genres.length; a++) {
    for (let b = a + 1; b < genres.length; b++, pairs++) {
      const shared = [...genres[a]!].filter((genre) => genres[b]!.has(genre)).length;
      const either = genres[a]!.size + genres[b]!.size - shared;
      distance += either === 0 ? 0 : 1 - shared / either;
    }
  }
  return pairs === 0 ? 0 : distance / pairs;
}

const genresOf = (title: number, { genreOffsets, genreNumbers }: Catalogue): Int32Array =>
  genreNumbers.subarray(genreOffsets[title], genreOffsets[title + 1]);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
