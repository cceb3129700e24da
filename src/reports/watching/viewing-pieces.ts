import { cutHours, HOUR_MS } from '../cut-hours.ts';

/** Where what was watched in a time is read from: together each event of it once, and no other. */
export interface ViewingPieces {
  /** Whole hours, of the roll-up: [fromMs, untilMs) without the hours that begin at `without`. null: none. */
  readonly hours: { readonly fromMs: number; readonly untilMs: number; readonly without: readonly number[] } | null;
  /** What is left, of the log: [fromMs, untilMs), in order. */
  readonly ends: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

/**
 * Pieces of [fromMs, toMs). An hour in which one of `cutsMs` lies is read from the log, so that what was before and after can be told apart.
 */
export function viewingPieces(fromMs: number, toMs: number, cutsMs: readonly number[] = []): ViewingPieces {
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const last = Math.floor(toMs / HOUR_MS) * HOUR_MS;
  if (first >= last) return { hours: null, ends: fromMs < toMs ? [{ fromMs, untilMs: toMs }] : [] };
  const without = cutHours(cutsMs).filter((ms) => ms >= first && ms < last);
  const ends = [
    { fromMs, untilMs: first },
    ...without.map((ms) => ({ fromMs: ms, untilMs: ms + HOUR_MS })),
    { fromMs: last, untilMs: toMs },
  ];
  return { hours: { fromMs: first, untilMs: last, without }, ends: ends.filter((end) => end.fromMs < end.untilMs) };
}
