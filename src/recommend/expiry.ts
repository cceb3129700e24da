import type { CandidateSet } from './candidate-set.ts';
import type { PageContext } from './page-context.ts';
import type { RowDraft } from './row-draft.ts';

/**
 * Until when the page may be kept: the first licence of its items to end, the first of them to begin or end by its own times, the first
 * of its pins or collections to end or of the audience's to begin, the next rule to begin or end, at most `ttlMs` from now. Milliseconds since 1970.
 */
export function expiryMs(
  context: PageContext,
  rows: readonly RowDraft[],
  candidates: CandidateSet,
  ttlMs: number,
): number {
  let earliestMs = Math.min(context.nowMs + ttlMs, context.nextPinMs, context.rules.untilMs);
  for (const { untilMs } of context.pins) earliestMs = Math.min(earliestMs, untilMs);
  earliestMs = Math.min(earliestMs, collectionBoundaryMs(context, rows));
  // Most of the time nothing of the whole catalogue changes within the time to live.
  if (context.eligible.validUntilMs >= earliestMs) return earliestMs;

  const meet = (dense: number): void => {
    earliestMs = Math.min(earliestMs, licenceEndMs(context, dense), ownBoundaryMs(context, dense));
  };
  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) {
      const dense = candidates.dense[row.slots[slot]!]!;
      meet(dense);
      meet(context.catalogue.titleOf[dense]!);
    }
  }
  if (!rows.some((row) => row.plan.kind === 'continue-watching')) return earliestMs;
  for (let entry = 0; entry < context.unfinished.length; entry++) meet(context.unfinished.item[entry]!);
  return earliestMs;
}

/** When the next collection begins for the audience, or one ends that stands on the page. */
function collectionBoundaryMs({ collections: { inForce, nextMs } }: PageContext, rows: readonly RowDraft[]): number {
  let boundaryMs = nextMs;
  for (const { collectionId, untilMs } of inForce) {
    if (untilMs < boundaryMs && rows.some(({ plan }) => plan.rowId === `collection:${collectionId}`))
      boundaryMs = untilMs;
  }
  return boundaryMs;
}

/** When an item next begins or ends by its own times, Infinity for most. */
function ownBoundaryMs({ catalogue, nowMs }: PageContext, dense: number): number {
  const startsAtMs = catalogue.startsAtMs[dense]!;
  return startsAtMs > nowMs ? startsAtMs : catalogue.endsAtMs[dense]!;
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
