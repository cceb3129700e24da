import type { RowDraft } from '../row-draft.ts';
import { createStamps } from '../stamps.ts';

/** Titles kept for rows to come, while one above them is filled. */
export interface Reserved {
  /** Nothing is kept, of titles below `size`. */
  begin(size: number): void;
  /** A title that one row has by right: all of what the user began is to be found in one place. */
  give(title: number): void;
  /** A title that a row to come would show first. */
  addLook(title: number): void;
  /** One of the few that a row to come is promised, so that there is such a row. */
  promise(title: number): void;
  /** Whether a row may not have the title: at level 0 another would show it first, above it is promised it; below level 2 it has it by right. */
  isKept(title: number, row: RowDraft, level: number): boolean;
}

export function createReserved(): Reserved {
  const looks = createStamps();
  const given = createStamps();
  const promised = createStamps();
  return {
    begin(size) {
      looks.clear(size);
      given.clear(size);
      promised.clear(size);
    },
    give: given.add,
    addLook: looks.add,
    promise: promised.add,
    isKept(title, row, level) {
      if (level === 0 ? looks.has(title) : promised.has(title)) return true;
      return level < 2 && given.has(title) && !takesAll(row);
    },
  };
}

/** The row has its titles by right: no other shows them as long as it has another. */
export const takesAll = ({ plan }: RowDraft): boolean => plan.firstLook === Number.POSITIVE_INFINITY;
