import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { NOBODY, type RowDraft } from '../row-draft.ts';
import type { Stamps } from '../stamps.ts';

/** Fills rows from their pools so that no title stands twice on the page. */
export interface Filler {
  /**
   * Goes through the rows in their order and keeps those that find their minimum, at most `rows` of the request. Each takes its
   * first look, so that a row below shows its best and not what those above left over; then each is filled up.
   */
  chooseRows(rows: readonly RowDraft[]): RowDraft[];
  /** Fills the given rows anew around the pins they hold; a pinned title stands nowhere else. Empty rows are left out. */
  fillAroundPins(rows: readonly RowDraft[]): RowDraft[];
}

const NONE = -1;

export function createFiller({ catalogue, request }: PageContext, candidates: CandidateSet, taken: Stamps): Filler {
  const titleAt = (position: number): number => catalogue.titleOf[candidates.dense[position]!]!;

  function startOver(rows: readonly RowDraft[]): void {
    taken.clear(catalogue.size);
    for (const row of rows) {
      for (const pin of row.pins) taken.add(titleAt(pin.position));
      row.cursor = 0;
      row.pinsPlaced = 0;
      row.slotCount = 0;
    }
  }

  /** Fills slots up to a length: a pin where it wants to stand, else the next of the pool that is not on the page yet. */
  function fill(row: RowDraft, length: number): void {
    const upTo = Math.min(length, request.items);
    while (row.slotCount < upTo) {
      const pin = row.pins[row.pinsPlaced];
      const position = pin?.slot === row.slotCount ? NONE : nextOfPool(row);
      // Where the pool ends before the slots that the last pins want, they stand at the end.
      if (position !== NONE) put(row, position, 0);
      else if (pin !== undefined) put(row, pin.position, row.pins[row.pinsPlaced++]!.pinNo);
      else return;
    }
  }

  function nextOfPool(row: RowDraft): number {
    while (row.cursor < row.poolCount) {
      const position = row.pool[row.cursor++]!;
      if (candidates.allowed[position] === 0 || taken.has(titleAt(position))) continue;
      taken.add(titleAt(position));
      return position;
    }
    return NONE;
  }

  function put(row: RowDraft, position: number, pinNo: number): void {
    row.slots[row.slotCount] = position;
    row.pinNo[row.slotCount] = pinNo;
    row.propensity[row.slotCount] = 1;
    row.explored[row.slotCount] = 0;
    row.placedBy[row.slotCount] = NOBODY;
    row.displacedItemNo[row.slotCount++] = 0;
  }

  function release(row: RowDraft): void {
    for (let slot = 0; slot < row.slotCount; slot++) taken.remove(titleAt(row.slots[slot]!));
    row.slotCount = 0;
  }

  return {
    chooseRows(rows) {
      startOver(rows);
      const chosen: RowDraft[] = [];
      for (const row of rows) {
        if (row.plan.onDemand || chosen.length === request.rows) continue;
        fill(row, row.plan.firstLook);
        if (row.slotCount >= Math.min(row.plan.minimum, request.items)) chosen.push(row);
        else release(row);
      }
      for (const row of chosen) fill(row, request.items);
      return chosen;
    },
    fillAroundPins(rows) {
      startOver(rows);
      for (const row of rows) fill(row, row.plan.firstLook);
      for (const row of rows) fill(row, request.items);
      return rows.filter((row) => row.slotCount > 0);
    },
  };
}
