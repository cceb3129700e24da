import type { LogExtent } from '../../domain/ports/reports.ts';
import type { RangeRequest } from '../answer-sql.ts';
import { cutHours, HOUR_MS, midnights } from '../cut-hours.ts';
import type { DimensionName } from '../report.ts';
import { momentLiteral, textLiteral } from '../sql-text.ts';
import { type CountSource, rollUpFor, SLOTS } from './count-sources.ts';

/** [fromMs, untilMs) of one source. */
export interface CountPiece {
  readonly source: CountSource;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Hours within it, by their beginnings, that another piece has. */
  readonly without?: readonly number[];
  /** The hours within it, by their beginnings, that are all it has. */
  readonly alone?: readonly number[];
}

/**
 * Where a range is counted from: whole hours from the roll-up that has the dimensions, from the log what is left at both ends and the hours
 * within which a day begins that is asked for; all of it from the log when no roll-up has them. An hour whose pages are dropped is taken
 * whole, for the day that it began in.
 */
export function countPieces(
  range: Pick<RangeRequest, 'fromMs' | 'toMs' | 'tz' | 'laterMs'>,
  by: readonly DimensionName[],
  { dropped }: Pick<LogExtent, 'dropped'>,
): readonly CountPiece[] {
  const { fromMs, toMs } = range;
  const rollUp = rollUpFor(by, dropped === null || fromMs >= dropped.untilMs);
  if (rollUp === null) return [{ source: SLOTS, fromMs, untilMs: toMs }];
  const isDropped = (ms: number) => dropped !== null && ms >= dropped.fromMs && ms < dropped.untilMs;
  const firstHour = (isDropped(fromMs) ? Math.floor : Math.ceil)(fromMs / HOUR_MS) * HOUR_MS;
  const lastHour = (isDropped(toMs - 1) ? Math.ceil : Math.floor)(toMs / HOUR_MS) * HOUR_MS;
  if (firstHour >= lastHour) return [{ source: SLOTS, fromMs, untilMs: toMs }];
  const cut = cutHours(by.includes('day') ? midnights(range) : []).filter(
    (ms) => ms >= firstHour && ms < lastHour && !isDropped(ms),
  );
  const middle = { source: rollUp, fromMs: firstHour, untilMs: lastHour };
  return [
    { source: SLOTS, fromMs, untilMs: firstHour },
    ...(cut.length === 0
      ? [middle]
      : [
          { ...middle, without: cut },
          { source: SLOTS, fromMs: cut[0]!, untilMs: cut.at(-1)! + HOUR_MS, alone: cut },
        ]),
    { source: SLOTS, fromMs: lastHour, untilMs: toMs },
  ].filter((piece) => piece.fromMs < piece.untilMs);
}

/** The condition of a piece's time and of the origin asked for. */
export function withinSql({ source: { time }, fromMs, untilMs, without, alone }: CountPiece, origin: string): string {
  const between = (from: number, until: number) =>
    `${time} >= ${momentLiteral(from)} AND ${time} < ${momentLiteral(until)}`;
  const left = without === undefined ? '' : ` AND ${time} NOT IN (${without.map(momentLiteral).join(', ')})`;
  const only = alone === undefined ? '' : ` AND (${alone.map((ms) => between(ms, ms + HOUR_MS)).join(' OR ')})`;
  return `${between(fromMs, untilMs)}${left}${only} AND origin = ${textLiteral(origin)}`;
}
