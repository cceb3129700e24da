import type { CandidateSet } from './candidate-set.ts';
import type { PageContext } from './page-context.ts';
import type { RowDraft } from './row-draft.ts';

/**
 * Until when the page may be kept: the first licence of its items to end, the first of its live items to begin or end, the first
 * of its pins to end or of the audience's pins to begin, at most `ttlMs` from now. Milliseconds since 1970.
 */
export function expiryMs(
  context: PageContext,
  rows: readonly RowDraft[],
  candidates: CandidateSet,
  ttlMs: number,
): number {
  let earliestMs = Math.min(context.nowMs + ttlMs, context.nextPinMs);
  for (const { untilMs } of context.pins) earliestMs = Math.min(earliestMs, untilMs);
  // Most of the time no licence of the whole catalogue changes within the time to live.
  const licencesHold = context.eligible.validUntilMs >= earliestMs;
  const boundaryMs = (dense: number): number =>
    Math.min(licencesHold ? Number.POSITIVE_INFINITY : licenceEndMs(context, dense), liveBoundaryMs(context, dense));

  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) {
      earliestMs = Math.min(earliestMs, boundaryMs(candidates.dense[row.slots[slot]!]!));
    }
  }
  if (!rows.some((row) => row.plan.kind === 'continue-watching')) return earliestMs;
  for (let entry = 0; entry < context.unfinished.length; entry++) {
    earliestMs = Math.min(earliestMs, boundaryMs(context.unfinished.item[entry]!));
  }
  return earliestMs;
}

/** When a live item next begins or ends, Infinity for all others. */
function liveBoundaryMs({ catalogue, nowMs }: PageContext, dense: number): number {
  if (catalogue.type[dense] !== 'live') return Number.POSITIVE_INFINITY;
  const { startsAt, endsAt } = catalogue.item[dense]!;
  for (const time of [startsAt, endsAt]) {
    const atMs = time === null ? Number.NaN : Date.parse(time);
    if (atMs > nowMs) return atMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** The first end of a window that is open now in the audience's region; later than now, as [from, until) goes. */
function licenceEndMs({ catalogue, audience, nowMs }: PageContext, dense: number): number {
  let endMs = Number.POSITIVE_INFINITY;
  for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
    const region = catalogue.regions[catalogue.windowRegion[w]!]!;
    const holds = region === '*' || region === audience.region;
    const untilMs = catalogue.windowUntilMs[w]!;
    if (holds && catalogue.windowFromMs[w]! <= nowMs && untilMs > nowMs && untilMs < endMs) endMs = untilMs;
  }
  return endMs;
}
