import type { Audience, Catalogue, EligibleSet, LeavingTitles } from './catalogue.ts';
import { holds, leavingTitles } from './leaving-titles.ts';
import type { RowKind } from './page.ts';

/**
 * The hard gate for one item: not withdrawn, not over, mature enough audience, a licence window open now in the region; and the same of the
 * series that it belongs to, for it stands in its place. Fails closed.
 */
export function isEligible(catalogue: Catalogue, dense: number, audience: Audience, nowMs: number): boolean {
  if (!(dense >= 0 && dense < catalogue.size)) return false;
  if (catalogue.withdrawn[dense] !== 0 || catalogue.maturity[dense]! > audience.maturityMax) return false;
  // Written so that a time that cannot be read is no time at which the item may be shown.
  if (!(nowMs < catalogue.endsAtMs[dense]!) || Number.isNaN(catalogue.startsAtMs[dense]!)) return false;
  for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
    if (holds(catalogue, w, audience) && nowMs >= catalogue.windowFromMs[w]! && nowMs < catalogue.windowUntilMs[w]!) {
      const title = catalogue.titleOf[dense]!;
      return title === dense || isEligible(catalogue, title, audience, nowMs);
    }
  }
  return false;
}

/** Whether it has begun, and its series has. */
export const hasStarted = ({ startsAtMs, titleOf }: Catalogue, dense: number, nowMs: number): boolean =>
  nowMs >= startsAtMs[dense]! && nowMs >= startsAtMs[titleOf[dense]!]!;

/** Whether it will begin, or may be shown again, at some time after now. */
export function willBeEligible(catalogue: Catalogue, dense: number, audience: Audience, nowMs: number): boolean {
  if (catalogue.withdrawn[dense] !== 0 || catalogue.maturity[dense]! > audience.maturityMax) return false;
  for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
    const fromMs = Math.max(nowMs, catalogue.windowFromMs[w]!, catalogue.startsAtMs[dense]!);
    const untilMs = Math.min(catalogue.windowUntilMs[w]!, catalogue.endsAtMs[dense]!);
    if (holds(catalogue, w, audience) && fromMs < untilMs) return true;
  }
  return false;
}

/** Rows that say when an item begins: what has not begun stands there and in no other row, pinned or not (ADR 28). */
const ANNOUNCING: readonly RowKind[] = ['starting-soon', 'my-list', 'similar', 'search'];
export const announces = (kind: RowKind): boolean => ANNOUNCING.includes(kind);

/** Every eligible item as a bitset, valid until the first window of the audience's regions opens or closes, or an item begins or ends. */
export function eligibleSet(catalogue: Catalogue, audience: Audience, nowMs: number): EligibleSet {
  const { size, startsAtMs, endsAtMs } = catalogue;
  const bits = new Uint32Array((size + 31) >>> 5);
  const running: number[] = [];
  const upcoming: number[] = [];
  const starting: number[] = [];
  let leaving: LeavingTitles | null = null;
  let count = 0;
  let validUntilMs = Number.POSITIVE_INFINITY;
  const boundary = (atMs: number): void => {
    if (atMs > nowMs && atMs < validUntilMs) validUntilMs = atMs;
  };
  for (let dense = 0; dense < size; dense++) {
    if (isEligible(catalogue, dense, audience, nowMs)) {
      bits[dense >>> 5]! |= 1 << (dense & 31);
      count++;
      if (!hasStarted(catalogue, dense, nowMs)) upcoming.push(dense);
      else if (isProgramme(catalogue, dense)) running.push(dense);
      // Of a series that is to come the series is announced, not each of its episodes.
      if (startsAtMs[dense]! > nowMs) starting.push(dense);
    }
    boundary(startsAtMs[dense]!);
    boundary(endsAtMs[dense]!);
    for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
      if (!holds(catalogue, w, audience)) continue;
      boundary(catalogue.windowFromMs[w]!);
      boundary(catalogue.windowUntilMs[w]!);
    }
  }
  const byStart = (items: readonly number[]): Int32Array =>
    // Not by difference: channels began at -Infinity, all of them.
    Int32Array.from(items).sort((a, b) => (startsAtMs[a] === startsAtMs[b] ? a - b : startsAtMs[a]! - startsAtMs[b]!));
  return {
    bits,
    count,
    upcoming: bitsOf(upcoming, size),
    running: byStart(running),
    starting: byStart(starting),
    validUntilMs,
    leaving() {
      leaving ??= leavingTitles(catalogue, bits, audience, nowMs);
      return leaving;
    },
  };
}

/** What is on at its own time: all that is live, and of the rest what both begins and ends. A film that came out at an hour is not. */
const isProgramme = ({ type, startsAtMs, endsAtMs }: Catalogue, dense: number): boolean =>
  type[dense] === 'live' ||
  (startsAtMs[dense]! > Number.NEGATIVE_INFINITY && endsAtMs[dense]! < Number.POSITIVE_INFINITY);

function bitsOf(items: readonly number[], size: number): Uint32Array {
  // Most catalogues announce nothing: hasBit reads 0 beyond the end.
  const bits = new Uint32Array(items.length === 0 ? 0 : (size + 31) >>> 5);
  for (const dense of items) bits[dense >>> 5]! |= 1 << (dense & 31);
  return bits;
}
