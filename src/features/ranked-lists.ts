import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { FallbackLists } from '../domain/ports/fallback-list.ts';
import type { RankedLists } from '../domain/ranked-lists.ts';
import { rowLists } from './row-lists.ts';
import { sortByValue } from './sort-by-value.ts';

/**
 * The orders of all titles. Where the stats know nothing, the popular lists that an earlier process left on disk stand in.
 * A few ms for 20,000 items.
 */
export function rankedLists(catalogue: Catalogue, stats: ItemStats, fallback: FallbackLists = NO_LISTS): RankedLists {
  const byRelease = titlesBy(catalogue, (dense) => catalogue.releasedAtMs[dense]!);
  const { titles, usedCount } = byUses(catalogue, stats, byRelease, fallback);
  const genres = byGenre(catalogue, stats, titles);
  return {
    byUses: titles,
    usedCount,
    byTrend: titlesBy(catalogue, (dense) => surgeOf(stats, dense)),
    byRelease,
    ...genres,
    ...rowLists(catalogue, stats, titles, genres),
    editors: denseOf(catalogue, fallback.editors),
  };
}

/**
 * How much a title is used of late, times how far that is above what is usual for it: what everybody always watches is popular, what
 * more and more people watch is trending. Shrunk by thirty uses, so that few uses say little about the ratio. NaN: not used at all.
 */
function surgeOf({ trend, usual }: ItemStats, dense: number): number {
  if (!(trend[dense]! > 0)) return Number.NaN;
  return (trend[dense]! * (trend[dense]! + SHRINKING_USES)) / (usual[dense]! + SHRINKING_USES);
}
const SHRINKING_USES = 30;

export const NO_LISTS: FallbackLists = { popular: { kids: [], teen: [], adult: [] }, editors: [] };

const isTitle = (catalogue: Catalogue, dense: number): boolean =>
  catalogue.titleOf[dense] === dense && catalogue.withdrawn[dense] === 0;

/** Titles with a value, the greatest first. Values are brought to 0..1, so that any range sorts as floats >= 0. */
function titlesBy(catalogue: Catalogue, measure: (dense: number) => number): Int32Array {
  const titles = new Int32Array(catalogue.size);
  const values = new Float64Array(catalogue.size);
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let dense = 0; dense < catalogue.size; dense++) {
    const value = isTitle(catalogue, dense) ? measure(dense) : Number.NaN;
    if (Number.isNaN(value)) continue;
    titles[count] = dense;
    values[count++] = value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const span = greatest > least ? greatest - least : 1;
  const scaled = Float32Array.from(values.subarray(0, count), (value) => (value - least) / span);
  sortByValue(titles, scaled, count);
  return titles.slice(0, count);
}

function byUses(catalogue: Catalogue, stats: ItemStats, byRelease: Int32Array, fallback: FallbackLists) {
  // The newer release first, then the rest: equal uses keep this order.
  const titles = new Int32Array(catalogue.size);
  const listed = new Uint8Array(catalogue.size);
  let count = 0;
  const list = (dense: number) => {
    if (listed[dense] === 1 || !isTitle(catalogue, dense)) return;
    listed[dense] = 1;
    titles[count++] = dense;
  };
  const remembered = stats.totalUses > 0 ? [] : rememberedTitles(catalogue, fallback);
  for (const dense of remembered) list(dense);
  const rememberedCount = count;
  for (const dense of byRelease) list(dense);
  for (let dense = 0; dense < catalogue.size; dense++) list(dense);

  if (rememberedCount > 0) return { titles: titles.slice(0, count), usedCount: rememberedCount };
  const uses = new Float32Array(count);
  let usedCount = 0;
  for (let at = 0; at < count; at++) {
    uses[at] = stats.uses[titles[at]!]!;
    if (uses[at]! > 0) usedCount++;
  }
  sortByValue(titles, uses, count);
  return { titles: titles.slice(0, count), usedCount };
}

/** The widest audience's list knows best; the stricter ones' fill in what lies too far down in it. */
const rememberedTitles = (catalogue: Catalogue, { popular }: FallbackLists): Int32Array =>
  denseOf(catalogue, [...popular.adult, ...popular.teen, ...popular.kids]);

const denseOf = (catalogue: Catalogue, itemIds: readonly string[]): Int32Array =>
  Int32Array.from(new Set(itemIds.map((itemId) => catalogue.denseOfItemId(itemId)).filter((dense) => dense >= 0)));

function byGenre(catalogue: Catalogue, stats: ItemStats, titles: Int32Array) {
  const { genreOffsets: itemOffsets, genreNumbers } = catalogue;
  const genreOffsets = new Int32Array(catalogue.genres.length + 1);
  const eachGenre = (visit: (genre: number, dense: number) => void) => {
    for (const dense of titles) {
      for (let g = itemOffsets[dense]!; g < itemOffsets[dense + 1]!; g++) visit(genreNumbers[g]!, dense);
    }
  };
  eachGenre((genre) => {
    genreOffsets[genre + 1]!++;
  });
  for (let genre = 0; genre < catalogue.genres.length; genre++) genreOffsets[genre + 1]! += genreOffsets[genre]!;
  const genreTitles = new Int32Array(genreOffsets[catalogue.genres.length]!);
  const genreUses = new Float64Array(catalogue.genres.length);
  const next = genreOffsets.slice();
  eachGenre((genre, dense) => {
    genreTitles[next[genre]!++] = dense;
    genreUses[genre]! += stats.uses[dense]!;
  });
  return { genreOffsets, genreTitles, genreUses };
}
