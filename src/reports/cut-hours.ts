import { offsetPieces } from '../domain/offset-pieces.ts';
import type { RangeRequest } from './answer-sql.ts';

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Hours of UTC, by their beginnings and in order, within which one of `momentsMs` lies: roll-ups by hour cannot tell before from after there. */
export function cutHours(momentsMs: readonly number[]): readonly number[] {
  const hours = momentsMs.filter((ms) => ms % HOUR_MS !== 0).map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS);
  return [...new Set(hours)].toSorted((a, b) => a - b);
}

/** When days of the zone begin within a time, or clocks are changed, which may begin one: of what is told as `laterMs` later, when it was. */
export function midnights({
  fromMs,
  toMs,
  tz,
  laterMs,
}: Pick<RangeRequest, 'fromMs' | 'toMs' | 'tz' | 'laterMs'>): readonly number[] {
  const [toldFromMs, toldToMs] = [fromMs + laterMs, toMs + laterMs];
  const found: number[] = [];
  for (const piece of offsetPieces(tz, toldFromMs)) {
    if (piece.fromMs >= toldToMs) break;
    if (piece.fromMs > toldFromMs) found.push(piece.fromMs);
    const first = Math.max(piece.fromMs, toldFromMs) + 1 + piece.offsetMs;
    const untilMs = Math.min(piece.untilMs, toldToMs);
    for (let ms = Math.ceil(first / DAY_MS) * DAY_MS - piece.offsetMs; ms < untilMs; ms += DAY_MS) found.push(ms);
  }
  return found.map((ms) => ms - laterMs);
}
