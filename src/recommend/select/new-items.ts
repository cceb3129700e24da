import { isOff } from '../../domain/switches.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { SlotChoiceSet } from './choose-slot.ts';

/** The one slot of a page that a title gets for being new: impressions must come from somewhere before anything is known of it. */
export interface NewItemSlot {
  begin(context: PageContext, candidates: CandidateSet): void;
  /** Whether slot `ordinal` of the row (counted over all pages of the chain) is the one. */
  isAt(row: RowDraft, ordinal: number): boolean;
  /** Share of the pages on which the slot goes to a new title. */
  readonly share: number;
  /**
   * Adds the new titles that `isFree` to the choice set and the chance of each to be drawn: softmax(score) x impressions that it lacks, 1
   * together. False: there are none.
   */
  weigh(row: RowDraft, set: SlotChoiceSet, scale: number, isFree: (position: number) => boolean): boolean;
  /** Beside the columns of the choice set. */
  readonly chance: Float64Array;
}

export function createNewItemSlot(): NewItemSlot {
  let context: PageContext;
  let candidates: CandidateSet;

  const slot = {
    share: 0,
    chance: new Float64Array(160),
    begin(of: PageContext, from: CandidateSet): void {
      context = of;
      candidates = from;
      const { share, minimum } = of.template.newItems;
      slot.share = minimum > 0 && !isOff(of.snapshot.switches, 'exploration', of.nowMs) ? Math.min(share, 1) : 0;
    },
    isAt: (row: RowDraft, ordinal: number): boolean =>
      slot.share > 0 && row.newcomerCount > 0 && ordinal === context.template.visibleSlots - 1,
    weigh(row: RowDraft, set: SlotChoiceSet, scale: number, isFree: (position: number) => boolean): boolean {
      const { exposure } = context.snapshot;
      const { newItems, exploration } = context.template;
      slot.chance.fill(0);
      const among = set.count;
      let sum = 0;
      for (let at = 0; at < row.newcomerCount; at++) {
        const position = row.newcomers[at]!;
        if (!isFree(position)) continue;
        const lacking = 1 - (exposure.served[candidates.dense[position]!] ?? 0) / newItems.minimum;
        if (!(lacking > 0)) continue;
        const index = indexOf(set, position, among);
        set.score[index] = (candidates.score[position] || 0) / scale;
        if (index >= among) set.value[index] = set.score[index]!;
        const weight = lacking * Math.exp(set.score[index]! / Math.max(exploration.temperature, LEAST_TEMPERATURE));
        slot.chance[index] = weight;
        sum += weight;
      }
      if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) return false;
      for (let index = 0; index < set.count; index++) slot.chance[index]! /= sum;
      return true;
    },
  };
  return slot;
}

/** Colder, and the weights of good scores would leave the range of numbers. */
const LEAST_TEMPERATURE = 0.05;

/** Where the candidate stands in the set; appended, with no chance of its own, where it is not among those chosen from. */
function indexOf(set: SlotChoiceSet, position: number, among: number): number {
  for (let at = 0; at < among; at++) if (set.position[at] === position) return at;
  const at = set.count++;
  set.position[at] = position;
  set.chance[at] = 0;
  set.likeness[at] = 0;
  set.overTaste[at] = 0;
  set.moved[at] = 0;
  return at;
}
