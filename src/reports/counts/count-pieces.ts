import { offsetPieces } from '../../domain/offset-pieces.ts';
import type { LogExtent } from '../../domain/ports/reports.ts';
import type { DimensionName } from '../report.ts';
import { type CountSource, rollUpFor, SLOTS } from './count-sources.ts';

export const HOUR_MS = 3_600_000;

/** [fromMs, untilMs) of one source. */
export interface CountPiece {
  readonly source: CountSource;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Where a range is counted from: whole hours from the roll-up that has the dimensions, what is left at both ends from the log; all of it
 * from the log when no roll-up has them, or its hours are no hours of the days asked for. An hour whose pages are dropped is taken whole.
 */
export function countPieces(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  by: readonly DimensionName[],
  { dropped }: Pick<LogExtent, 'dropped'>,
  daysByHours: boolean,
): readonly CountPiece[] {
  const rollUp =
    by.includes('day') && !daysByHours ? null : rollUpFor(by, dropped === null || fromMs >= dropped.untilMs);
  if (rollUp === null) return [{ source: SLOTS, fromMs, untilMs: toMs }];
  const isDropped = (ms: number) => dropped !== null && ms >= dropped.fromMs && ms < dropped.untilMs;
  const firstHour = (isDropped(fromMs) ? Math.floor : Math.ceil)(fromMs / HOUR_MS) * HOUR_MS;
  const lastHour = (isDropped(toMs - 1) ? Math.ceil : Math.floor)(toMs / HOUR_MS) * HOUR_MS;
  if (firstHour >= lastHour) return [{ source: SLOTS, fromMs, untilMs: toMs }];
  return [
    { source: SLOTS, fromMs, untilMs: firstHour },
    { source: rollUp, fromMs: firstHour, untilMs: lastHour },
    { source: SLOTS, fromMs: lastHour, untilMs: toMs },
  ].filter((piece) => piece.fromMs < piece.untilMs);
}

/** Whether days of the zone begin with an hour of UTC, all through the time: not where clocks stand half an hour apart. */
export function daysAreOfHours(tz: string, fromMs: number, toMs: number): boolean {
  for (const piece of offsetPieces(tz, fromMs)) {
    if (piece.offsetMs % HOUR_MS !== 0) return false;
    if (piece.untilMs >= toMs) return true;
  }
  return true;
}
