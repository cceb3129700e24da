import type { Audience, Catalogue, LeavingTitles } from './catalogue.ts';

/** Ends that lie further ahead are nobody's concern yet. */
const HORIZON_MS = 60 * 86_400_000;

/**
 * Of the given titles (bitset) those whose licence for an audience ends within 60 days and goes on under no other window, the soonest
 * first. What is live is over when it is over, and leaves nobody.
 */
export function leavingTitles(
  catalogue: Catalogue,
  bits: Uint32Array,
  audience: Audience,
  nowMs: number,
): LeavingTitles {
  const found: { dense: number; untilMs: number }[] = [];
  for (let word = 0; word < bits.length; word++) {
    let left = bits[word]!;
    while (left !== 0) {
      const dense = word * 32 + 31 - Math.clz32(left & -left);
      left &= left - 1;
      if (catalogue.titleOf[dense] !== dense || catalogue.type[dense] === 'live') continue;
      const untilMs = availableUntilMs(catalogue, dense, audience, nowMs);
      if (untilMs <= nowMs + HORIZON_MS) found.push({ dense, untilMs });
    }
  }
  found.sort((a, b) => a.untilMs - b.untilMs || a.dense - b.dense);
  return {
    titles: Int32Array.from(found, ({ dense }) => dense),
    untilMs: Float64Array.from(found, ({ untilMs }) => untilMs),
  };
}

/** The end of the last of the windows that follow on each other without a gap, from one that is open now. */
function availableUntilMs(catalogue: Catalogue, dense: number, audience: Audience, nowMs: number): number {
  let untilMs = nowMs;
  for (let at = catalogue.windowOffsets[dense]!; at < catalogue.windowOffsets[dense + 1]!; at++) {
    const next = catalogue.windowUntilMs[at]!;
    // A time that cannot be read is neither later nor earlier.
    if (!(next > untilMs && catalogue.windowFromMs[at]! <= untilMs && holds(catalogue, at, audience))) continue;
    untilMs = next;
    // A window before it in the list may follow on it.
    at = catalogue.windowOffsets[dense]! - 1;
  }
  return untilMs;
}

/** Whether a window is for the audience's region. */
export function holds(catalogue: Catalogue, window: number, audience: Audience): boolean {
  const region = catalogue.regions[catalogue.windowRegion[window]!]!;
  return region === '*' || region === audience.region;
}
