import type { RangeRequest } from '../answer-sql.ts';
import { daysAreOfHours, HOUR_MS } from '../counts/count-pieces.ts';

/** Where what was watched in a time is read from: together each event of it once, and no other. */
export interface ViewingPieces {
  /** Whole hours, of the roll-up: [fromMs, untilMs) without the hours that begin at `without`. null: none. */
  readonly hours: { readonly fromMs: number; readonly untilMs: number; readonly without: readonly number[] } | null;
  /** What is left, of the log: [fromMs, untilMs), in order. */
  readonly ends: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

/**
 * Pieces of [fromMs, toMs). An hour in which one of `cutsMs` lies is read from the log, so that what was before and after can be told apart.
 * isByHours: false where hours of UTC are no hours of what is asked; then all is read from the log.
 */
export function viewingPieces(
  fromMs: number,
  toMs: number,
  { isByHours, cutsMs = [] }: { readonly isByHours: boolean; readonly cutsMs?: readonly number[] },
): ViewingPieces {
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const last = Math.floor(toMs / HOUR_MS) * HOUR_MS;
  if (!isByHours || first >= last) return { hours: null, ends: fromMs < toMs ? [{ fromMs, untilMs: toMs }] : [] };
  const cutHours = cutsMs.filter((ms) => ms % HOUR_MS !== 0).map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS);
  const without = [...new Set(cutHours)].filter((ms) => ms >= first && ms < last).toSorted((a, b) => a - b);
  const ends = [
    { fromMs, untilMs: first },
    ...without.map((ms) => ({ fromMs: ms, untilMs: ms + HOUR_MS })),
    { fromMs: last, untilMs: toMs },
  ];
  return { hours: { fromMs: first, untilMs: last, without }, ends: ends.filter((end) => end.fromMs < end.untilMs) };
}

/** Whether whole hours of UTC tell the days of a time, as they are told: not where days begin within an hour, or are moved by a part of one. */
export const hoursAreOfDays = ({
  fromMs,
  toMs,
  tz,
  laterMs,
}: Pick<RangeRequest, 'fromMs' | 'toMs' | 'tz' | 'laterMs'>): boolean =>
  laterMs % HOUR_MS === 0 && daysAreOfHours(tz, fromMs + laterMs, toMs + laterMs);
