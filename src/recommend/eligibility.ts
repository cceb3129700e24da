import { hasBit } from '../domain/catalogue.ts';
import { announces, hasStarted, isEligible } from '../domain/eligibility.ts';
import type { CandidateSet } from './candidate-set.ts';
import type { PageContext } from './page-context.ts';
import type { RowDraft } from './row-draft.ts';
import type { PageDraft } from './select/select.ts';

/** The gate before scoring, whatever the sources proposed: marks the candidates that may stand on the page, by rights and by request. */
export function markEligible({ permitted, matching }: PageContext, candidates: CandidateSet): void {
  for (let position = 0; position < candidates.count; position++) {
    const dense = candidates.dense[position]!;
    candidates.allowed[position] = hasBit(permitted, dense) && (matching === null || hasBit(matching, dense)) ? 1 : 0;
  }
}

/**
 * The gate on the finished answer, pins included: asks the catalogue itself, item by item, and takes out what does not pass,
 * empty rows with it. Returns how many items that were: 0 unless a stage is wrong.
 */
export function removeIneligible({ context, rows, candidates }: PageDraft): number {
  const { matching } = context;
  let removed = 0;
  for (const row of rows) {
    let kept = 0;
    for (let slot = 0; slot < row.slotCount; slot++) {
      const dense = candidates.dense[row.slots[slot]!]!;
      if (!mayStand(context, row, dense) || (matching !== null && !hasBit(matching, dense))) continue;
      row.slots[kept] = row.slots[slot]!;
      row.propensity[kept] = row.propensity[slot]!;
      row.explored[kept] = row.explored[slot]!;
      row.placedBy[kept] = row.placedBy[slot]!;
      row.lifted[kept] = row.lifted[slot]!;
      row.pinNo[kept] = row.pinNo[slot]!;
      row.displacedItemNo[kept++] = row.displacedItemNo[slot]!;
    }
    removed += row.slotCount - kept;
    row.slotCount = kept;
  }
  if (removed > 0) rows.splice(0, rows.length, ...rows.filter((row) => row.slotCount > 0));
  return removed;
}

/** Not shown by the chain yet; then the item, and the title it belongs to: of a series that may not be shown no episode is. What has not begun stands where that is said. */
function mayStand(context: PageContext, row: RowDraft, dense: number): boolean {
  const { catalogue, audience, nowMs } = context;
  const { blocked } = context.rules;
  const title = catalogue.titleOf[dense]!;
  return (
    !hasBit(context.shown, title) &&
    !(blocked !== null && hasBit(blocked, dense)) &&
    isEligible(catalogue, dense, audience, nowMs) &&
    hasBit(context.permitted, dense) &&
    (hasStarted(catalogue, dense, nowMs) || announces(row.plan.kind)) &&
    (title === dense || mayStand(context, row, title))
  );
}
