import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { Caps } from './caps.ts';
import type { PageSoFar } from './page-so-far.ts';
import type { Reserved } from './reserved.ts';
import type { SlotChoice } from './selection-trace.ts';

/** Reads the pool of one row from its best on. Rounds are used up one after the other; what is reserved comes when nothing else is left. */
export interface PoolReader {
  begin(context: PageContext, candidates: CandidateSet): void;
  /** `isCapped`: the caps hold in the row. */
  open(row: RowDraft, isCapped: boolean): void;
  isFree(position: number): boolean;
  /** The next free candidate; -1: there is none. */
  next(): number;
  /** Up to `most` free candidates of one round, the capped only where there are no others. Returns how many; 0: none is left. */
  best(most: number, into: Int32Array): number;
  /** What a cap kept out at the last `best`; empty unless the page is explained. */
  readonly capped: SlotChoice['capped'];
}

/** Neither reserved for rows to come nor theirs by right; not theirs by right; whatever is left. */
const LEVELS = 3;

export function createPoolReader(soFar: PageSoFar, reserved: Reserved, caps: Caps): PoolReader {
  let capped: SlotChoice['capped'][number][] = [];
  let context: PageContext;
  let candidates: CandidateSet;
  let row: RowDraft;
  let isCapped = false;
  let level = 0;
  let round = 0;
  let cursor = 0;

  const titleAt = (position: number): number => context.catalogue.titleOf[candidates.dense[position]!]!;

  function isFree(position: number): boolean {
    if (candidates.allowed[position] === 0) return false;
    const title = titleAt(position);
    return !soFar.has(title) && !reserved.isKept(title, row, level);
  }

  /** Goes to the next round of proposals, after the last to what was reserved. False: nothing is left. */
  function goOn(): boolean {
    cursor = row.roundEnds[round++] ?? 0;
    if (round < row.roundEnds.length) return true;
    // Whatever its sources still have comes before what is reserved.
    if (row.hasMore) row.isDry = true;
    [round, cursor] = [0, 0];
    return ++level < LEVELS;
  }

  function freeOfRound(most: number, into: Int32Array, passesOverCapped: boolean): number {
    const end = row.roundEnds[round] ?? 0;
    let count = 0;
    for (let at = cursor; at < end && count < most; at++) {
      const position = row.pool[at]!;
      if (!isFree(position)) continue;
      const cap = passesOverCapped ? caps.of(position, titleAt(position)) : null;
      if (cap === null) into[count++] = position;
      else if (context.trace !== null) capped.push({ position, cap });
    }
    return count;
  }

  return {
    get capped() {
      return capped;
    },
    begin(of, from) {
      context = of;
      candidates = from;
      capped = [];
    },
    open(of, hasCaps) {
      row = of;
      isCapped = hasCaps;
      [level, round, cursor] = [0, 0, 0];
    },
    isFree,
    next() {
      do {
        const end = row.roundEnds[round] ?? 0;
        while (cursor < end) {
          const position = row.pool[cursor++]!;
          if (isFree(position)) return position;
        }
      } while (goOn());
      return -1;
    },
    best(most, into) {
      if (context.trace !== null) capped = [];
      do {
        const end = row.roundEnds[round] ?? 0;
        while (cursor < end && !isFree(row.pool[cursor]!)) cursor++;
        const count = freeOfRound(most, into, isCapped) || freeOfRound(most, into, false);
        if (count > 0) return count;
      } while (goOn());
      return 0;
    },
  };
}
