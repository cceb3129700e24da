import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { Caps } from './caps.ts';
import { MOST_LOOKS } from './choose-slot.ts';
import { listBoosted } from './move-by-rules.ts';
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
  /** Adds to what `best` gave, `count` candidates, up to `most` others of its round that are boosted, free and `mayLift`. Returns how many there are. */
  addBoosted(most: number, into: Int32Array, count: number, mayLift: (position: number) => boolean): number;
  /** This candidate stands in a slot now, whether or not `best` gave it: no other of its title is free any more (two matches of a league). */
  take(position: number): void;
  /** What is free may have changed by more than what was taken. */
  refresh(): void;
  /** What a cap kept out at the last `best`; empty unless the page is explained. */
  readonly capped: SlotChoice['capped'];
}

/** Neither reserved for rows to come nor theirs by right; neither promised to them nor theirs by right; not promised. */
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
  // What `best` gave last and is still free, from the first `seen` of the round.
  const held = new Int32Array(MOST_LOOKS);
  let heldCount = 0;
  let seen = 0;
  let hadCaps = false;

  const titleAt = (position: number): number => context.catalogue.titleOf[candidates.dense[position]!]!;

  function isFree(position: number): boolean {
    if (candidates.allowed[position] === 0) return false;
    const title = titleAt(position);
    return !soFar.has(title) && !reserved.isKept(title, row, level);
  }

  /** Goes to the next round of proposals, after the last to what was reserved. False: nothing is left. */
  function goOn(): boolean {
    forget();
    cursor = row.roundEnds[round++] ?? 0;
    if (round < row.roundEnds.length) return true;
    // Whatever its sources still have comes before what is reserved.
    if (row.hasMore) row.isDry = true;
    [round, cursor] = [0, 0];
    return ++level < LEVELS;
  }

  function forget(): void {
    heldCount = 0;
    seen = 0;
  }

  /** Fills `held` up from the round; what caps keep out is left out. */
  function hold(most: number, passesOverCapped: boolean): void {
    const end = row.roundEnds[round] ?? 0;
    if (seen < cursor) seen = cursor;
    for (; seen < end && heldCount < most; seen++) {
      const position = row.pool[seen]!;
      if (!isFree(position)) continue;
      const cap = passesOverCapped ? caps.of(position, titleAt(position)) : null;
      if (cap === null) held[heldCount++] = position;
      else if (context.trace !== null) capped.push({ position, cap });
    }
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
      forget();
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
      // Who is capped may change with every slot, and is told anew where somebody listens.
      const mayChange = context.trace !== null || (isCapped && caps.bind());
      if (mayChange || hadCaps) forget();
      hadCaps = mayChange;
      if (context.trace !== null) capped = [];
      do {
        const end = row.roundEnds[round] ?? 0;
        while (cursor < end && !isFree(row.pool[cursor]!)) cursor++;
        hold(most, isCapped);
        if (heldCount === 0 && cursor < end) {
          seen = cursor;
          hadCaps = true;
          hold(most, false);
        }
        for (let at = 0; at < heldCount; at++) into[at] = held[at]!;
        if (heldCount > 0) return heldCount;
      } while (goOn());
      return 0;
    },
    addBoosted(most, into, count, mayLift) {
      const moved = row.moved!;
      moved.boosted ??= listBoosted(row, candidates);
      const { positions, roundEnds } = moved.boosted;
      const end = roundEnds[round] ?? 0;
      let total = count;
      for (let at = round === 0 ? 0 : roundEnds[round - 1]!; at < end && total < count + most; at++) {
        const position = positions[at]!;
        if (!mayLift(position) || !isFree(position) || (isCapped && caps.of(position, titleAt(position)) !== null))
          continue;
        let isThere = false;
        for (let other = 0; other < count && !isThere; other++) isThere = into[other] === position;
        if (!isThere) into[total++] = position;
      }
      return total;
    },
    take(position) {
      const title = titleAt(position);
      let kept = 0;
      for (let at = 0; at < heldCount; at++) {
        if (titleAt(held[at]!) !== title) held[kept++] = held[at]!;
      }
      heldCount = kept;
    },
    refresh: forget,
  };
}
