import type { Catalogue } from '../domain/catalogue.ts';
import { createTitleSlots } from './title-slots.ts';
import type { Unfinished } from './unfinished.ts';
import type { UserState } from './user-state.ts';

/** How far a user has come with series, and what the user began: one slot a title. */
export interface SeriesProgress {
  /** Slot of a title (dense index); -1: nothing of it was watched or begun. */
  find(title: number): number;
  /** Watched episodes over those there are, 0..1; 0 for what is no series. */
  readonly share: Float32Array;
  /** When the user last watched what goes on (unfinished.ts), ms; NaN: nothing of it waits to be finished. */
  readonly begunAtMs: Float64Array;
}

export function seriesProgressOf({ watched }: UserState, unfinished: Unfinished, catalogue: Catalogue): SeriesProgress {
  const { titleOf, type, withdrawn, episode, episodeCount } = catalogue;
  const room = watched.length + unfinished.length;
  if (room === 0) return NO_PROGRESS;
  const { slotOf, find } = createTitleSlots(room);
  const share = new Float32Array(room);
  const begunAtMs = new Float64Array(room).fill(Number.NaN);
  for (let at = 0; at < watched.length; at++) {
    const dense = catalogue.denseOfItemNo(watched[at]!);
    if (dense < 0 || titleOf[dense] === dense) continue;
    // Counted as the series counts them: next-episodes.ts.
    if (type[dense] !== 'episode' || withdrawn[dense] === 1 || episode[dense]! < 0) continue;
    const slot = slotOf(titleOf[dense]!);
    // Two cuts of one episode must not make more than the whole.
    share[slot] = Math.min(1, share[slot]! + 1 / Math.max(1, episodeCount[titleOf[dense]!]!));
  }
  for (let at = 0; at < unfinished.length; at++) {
    begunAtMs[slotOf(unfinished.title[at]!)] = unfinished.lastAtMs[at]!;
  }
  return { find, share, begunAtMs };
}

const NO_PROGRESS: SeriesProgress = {
  find: () => -1,
  share: new Float32Array(0),
  begunAtMs: new Float64Array(0),
};
