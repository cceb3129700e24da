import { offsetPieces } from '../../domain/offset-pieces.ts';

/** What a clock and a calendar on a wall in the time zone (an IANA name) show at an instant: "2026-11-27T20:00". */
export function wallOf(instant: string | number, timeZone: string): string {
  const atMs = new Date(instant).getTime();
  const [piece] = offsetPieces(timeZone, atMs);
  return new Date(atMs + piece!.offsetMs).toISOString().slice(0, 16);
}

/** The instant at which clocks there show a wall time, and whether that is no plain matter. */
export interface MomentOfWall {
  /** ISO 8601, in UTC. */
  readonly instant: string;
  /** 'skipped': clocks go forward over it, and the instant is as much later; 'twice': they go back over it, and it is the first time. */
  readonly oddity: 'skipped' | 'twice' | null;
}

/** null: the text is no wall time, as while it is being typed. */
export function momentOf(wall: string, timeZone: string): MomentOfWall | null {
  const wallMs = Date.parse(`${wall}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(wall) || Number.isNaN(wallMs)) return null;
  // 30 February would be taken for a day of March.
  if (!new Date(wallMs).toISOString().startsWith(wall)) return null;
  const found: number[] = [];
  let skippedMs: number | null = null;
  for (const { fromMs, untilMs, offsetMs } of offsetPieces(timeZone, wallMs - DAY_MS)) {
    if (fromMs > wallMs + DAY_MS) break;
    const atMs = wallMs - offsetMs;
    if (atMs >= fromMs && atMs < untilMs) found.push(atMs);
    // By the clocks from before the change it comes after the change: that is the instant meant where clocks skip it.
    else if (atMs >= untilMs && skippedMs === null && atMs < untilMs + LONGEST_SKIP_MS) skippedMs = atMs;
  }
  if (found.length === 0 && skippedMs === null) return null;
  const oddity = found.length === 0 ? 'skipped' : found.length > 1 ? 'twice' : null;
  return { instant: new Date(found[0] ?? skippedMs!).toISOString(), oddity };
}

/** The wall time `days` days later at a time of day: "2026-11-27T23:10", 1, "18:00" -> "2026-11-28T18:00". */
export function onDay(wall: string, days: number, timeOfDay: string): string {
  const day = new Date(Date.parse(`${wall.slice(0, 10)}T00:00Z`) + days * DAY_MS);
  return `${day.toISOString().slice(0, 10)}T${timeOfDay}`;
}

/** 0 is Sunday. */
export const weekdayOf = (wall: string): number => new Date(`${wall.slice(0, 10)}T00:00Z`).getUTCDay();

const DAY_MS = 86_400_000;
/** Samoa skipped a whole day once. */
const LONGEST_SKIP_MS = DAY_MS;
