import type { Decision } from '../../domain/decision.ts';

/** What the slots of all pages that were read say about themselves. */
export interface SlotTally {
  readonly pages: number;
  /** Pages with a slot whose position or row cannot be: below 0, of no row, beyond any page, or taken twice. */
  readonly pagesOutOfPlace: number;
  readonly slots: number;
  /** Slots whose propensity is no probability above 0. */
  readonly impossiblePropensities: number;
  /** Slots that were left to chance, and how many of those say that they were certain. */
  readonly explored: number;
  readonly exploredAsCertain: number;
}

/** No row of a page is longer. */
const MOST_POSITIONS = 1000;

export function createSlotTally(): { see(decision: Decision): void; tally(): SlotTally } {
  const sums = {
    pages: 0,
    pagesOutOfPlace: 0,
    slots: 0,
    impossiblePropensities: 0,
    explored: 0,
    exploredAsCertain: 0,
  };
  return {
    see({ slots, rowIds }) {
      const { rowIndex, position, propensity, explored } = slots;
      const places = new Set<number>();
      let isOutOfPlace = false;
      for (let at = 0; at < position.length; at++) {
        const [row, place] = [rowIndex[at]!, position[at]!];
        const slot = row * MOST_POSITIONS + place;
        if (place < 0 || place >= MOST_POSITIONS || row < 0 || row >= rowIds.length || places.has(slot)) {
          isOutOfPlace = true;
        }
        places.add(slot);
        const likely = propensity[at]!;
        if (!(likely > 0 && likely <= 1)) sums.impossiblePropensities++;
        if (explored[at] === 1) {
          sums.explored++;
          if (likely === 1) sums.exploredAsCertain++;
        }
      }
      sums.pages++;
      sums.slots += position.length;
      if (isOutOfPlace) sums.pagesOutOfPlace++;
    },
    tally: () => ({ ...sums }),
  };
}
