import { hasBit } from '../domain/catalogue.ts';
import { isEligible } from '../domain/eligibility.ts';
import type { CandidateSet } from './candidate-set.ts';
import type { PageContext } from './page-context.ts';
import type { PageDraft } from './select/select.ts';

/** The gate before scoring, whatever the sources proposed: marks the candidates that may stand on the page. */
export function markEligible({ eligible }: PageContext, candidates: CandidateSet): void {
  for (let position = 0; position < candidates.count; position++) {
    candidates.allowed[position] = hasBit(eligible.bits, candidates.dense[position]!) ? 1 : 0;
  }
}

/**
 * The gate on the finished answer, pins included: asks the catalogue itself, item by item, and takes out what does not pass,
 * empty rows with it. Returns how many items that were: 0 unless a stage is wrong.
 */
export function removeIneligible({ context, rows, candidates }: PageDraft): number {
  const { catalogue, audience, nowMs } = context;
  let removed = 0;
  for (const row of rows) {
    let kept = 0;
    for (let slot = 0; slot < row.slotCount; slot++) {
      if (!isEligible(catalogue, candidates.dense[row.slots[slot]!]!, audience, nowMs)) continue;
      row.slots[kept] = row.slots[slot]!;
      row.propensity[kept] = row.propensity[slot]!;
      row.explored[kept] = row.explored[slot]!;
      row.placedBy[kept] = row.placedBy[slot]!;
      row.pinNo[kept] = row.pinNo[slot]!;
      row.displacedItemNo[kept++] = row.displacedItemNo[slot]!;
    }
    removed += row.slotCount - kept;
    row.slotCount = kept;
  }
  if (removed > 0) rows.splice(0, rows.length, ...rows.filter((row) => row.slotCount > 0));
  return removed;
}
