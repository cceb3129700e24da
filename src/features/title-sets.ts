import type { Catalogue } from '../domain/catalogue.ts';
import { compareStamps } from './state-columns.ts';
import type { FlagColumns, UserState } from './user-state.ts';

/** Bitsets over dense indices of titles, for hasBit. */
export interface WatchedTitles {
  /**
   * Watched to the end. A series is when it was itself completed or rated, or when no episode comes after one that was watched: a
   * new season makes it one to watch again. Only an episode ends anything: no trailer, no match of a league, no special.
   */
  readonly watched: Uint32Array;
  /** Of which anything was watched, if only one episode of many. */
  readonly partlyWatched: Uint32Array;
}

export function watchedTitles({ watched: items }: UserState, catalogue: Catalogue): WatchedTitles {
  if (items.length === 0) return { watched: NONE, partlyWatched: NONE };
  const { titleOf, nextEpisode, type, size } = catalogue;
  const watched = new Uint32Array((size + 31) >>> 5);
  const partlyWatched = new Uint32Array((size + 31) >>> 5);
  for (let at = 0; at < items.length; at++) {
    const dense = catalogue.denseOfItemNo(items[at]!);
    if (dense < 0) continue;
    const title = titleOf[dense]!;
    setBit(partlyWatched, title);
    if (title === dense || (nextEpisode[dense]! < 0 && type[dense] === 'episode')) setBit(watched, title);
  }
  return { watched, partlyWatched };
}

/** Titles hidden now, as a bitset: what was said last of the title or any of its episodes holds. */
export const hiddenTitles = (state: UserState, catalogue: Catalogue): Uint32Array =>
  flaggedTitles(state.hidden, catalogue);

/** Titles on the user's list now, as a bitset, by the same rule. */
export const listedTitles = (state: UserState, catalogue: Catalogue): Uint32Array =>
  flaggedTitles(state.listed, catalogue);

/** hasBit reads 0 beyond the end of a bitset, so an empty one is nobody's title; most users hide nothing. */
const NONE = new Uint32Array(0);

function flaggedTitles(flags: FlagColumns, catalogue: Catalogue): Uint32Array {
  if (flags.length === 0) return NONE;
  const last = new Map<number, number>();
  for (let at = 0; at < flags.length; at++) {
    const dense = catalogue.denseOfItemNo(flags.itemNo[at]!);
    if (dense < 0) continue;
    const title = catalogue.titleOf[dense]!;
    const other = last.get(title);
    const newer = other === undefined ? 1 : compareStamps(flags, at, flags, other);
    if (newer > 0) last.set(title, at);
  }
  const bits = new Uint32Array((catalogue.size + 31) >>> 5);
  for (const [title, at] of last) if (flags.on[at] === 1) setBit(bits, title);
  return bits;
}

function setBit(bits: Uint32Array, index: number): void {
  bits[index >>> 5]! |= 1 << (index & 31);
}
