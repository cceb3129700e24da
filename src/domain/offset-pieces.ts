/** A time in which clocks of a zone are `offsetMs` ahead of UTC; [fromMs, untilMs). */
export interface OffsetPiece {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

/**
 * The offsets of a time zone (an IANA name) from a time on, in order and without gaps, for ever. Neighbours may have one offset. Exact
 * to the second, where no zone changes its clocks twice within a day.
 */
export function* offsetPieces(timeZone: string, fromMs: number): Generator<OffsetPiece> {
  for (let block = Math.floor(fromMs / BLOCK_MS); ; block++) {
    for (const piece of piecesOf(timeZone, block)) if (piece.untilMs > fromMs) yield piece;
  }
}

const DAY_MS = 86_400_000;
const BLOCK_MS = 64 * DAY_MS;
const MOST_BLOCKS = 2_000;

/** A memory of pure answers: an offset takes some microseconds, and a block has 64 of them. */
const blocks = new Map<string, readonly OffsetPiece[]>();
const formatters = new Map<string, Intl.DateTimeFormat>();

function piecesOf(timeZone: string, block: number): readonly OffsetPiece[] {
  const key = `${timeZone} ${block}`;
  const known = blocks.get(key);
  if (known !== undefined) return known;
  if (blocks.size >= MOST_BLOCKS) blocks.clear();
  const pieces = readPieces(timeZone, block * BLOCK_MS, (block + 1) * BLOCK_MS);
  blocks.set(key, pieces);
  return pieces;
}

function readPieces(timeZone: string, startMs: number, endMs: number): readonly OffsetPiece[] {
  const pieces: OffsetPiece[] = [];
  let fromMs = startMs;
  let offsetMs = offsetAt(timeZone, startMs);
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY_MS) {
    const next = offsetAt(timeZone, dayMs + DAY_MS);
    if (next === offsetMs) continue;
    const untilMs = changeBetween(timeZone, dayMs, dayMs + DAY_MS, offsetMs);
    pieces.push({ fromMs, untilMs, offsetMs });
    fromMs = untilMs;
    offsetMs = next;
  }
  // The last day may end with a change that belongs to the next block.
  if (fromMs < endMs) pieces.push({ fromMs, untilMs: endMs, offsetMs });
  return pieces;
}

/** The first second that no longer has the offset. */
function changeBetween(timeZone: string, fromMs: number, untilMs: number, offsetMs: number): number {
  let [before, after] = [fromMs / 1000, untilMs / 1000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(timeZone, middle * 1000) === offsetMs) before = middle;
    else after = middle;
  }
  return after * 1000;
}

function offsetAt(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - atMs;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}
