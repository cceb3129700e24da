import { worthOfScores } from '../../domain/row-affinity.ts';
import type { SeenPage, SeenRow } from './seen-page.ts';

/**
 * What a page is worth: over its rows the sum of score x 1/log2(2 + slot) over the slots that a screen shows (the discount of DCG), times
 * what is known of the row beside its scores (domain/row-affinity.ts). A title with a score of 1 at the head of a row counts 1. It is the
 * worth that rows are chosen by (select/row-worth.ts) without the mean over the slots and without what likeness takes off.
 */
export function pageValue({ context, rows }: SeenPage): number {
  const discounts = discountsOf(context.template.visibleSlots);
  return rows.reduce((sum, row) => sum + rowWeight({ context }, row) * discounted(row, discounts), 0);
}

/** By visible slot. */
export const discountsOf = (visibleSlots: number): Float64Array =>
  Float64Array.from({ length: visibleSlots }, (_, slot) => 1 / Math.log2(2 + slot));

/** What a score counts in a row. */
export const rowWeight = ({ context }: Pick<SeenPage, 'context'>, { rowId, kind }: SeenRow): number =>
  worthOfScores(kind) * context.snapshot.rowAffinity.of(rowId, kind, context.request.surface);

const discounted = ({ scores }: SeenRow, discounts: Float64Array): number =>
  discounts.reduce((sum, discount, slot) => sum + (scores[slot] ?? 0) * discount, 0);

/**
 * By visible slot: what the titles from there on lose when another pushes each of them one slot down, the last of them out of sight. What a
 * title of score s gains there is discount x s less that.
 */
export function lossesOf({ scores }: SeenRow, discounts: Float64Array): Float64Array {
  const losses = new Float64Array(discounts.length);
  let behind = 0;
  for (let slot = discounts.length - 1; slot >= 0; slot--) {
    behind += (scores[slot] ?? 0) * (discounts[slot]! - (discounts[slot + 1] ?? 0));
    losses[slot] = behind;
  }
  return losses;
}
