import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { RowFiller } from './fill-row.ts';
import type { PageSoFar } from './page-so-far.ts';
import { type Reserved, takesAll } from './reserved.ts';
import type { RowWorth } from './row-worth.ts';
import type { RowChoice } from './selection-trace.ts';

/** Chooses the rows of a page one after the other, each filled to its end before the next is chosen. */
export interface RowChooser {
  begin(context: PageContext, candidates: CandidateSet, scored: boolean): void;
  /**
   * The next row is the first of those that go to the top, in their order; then the one worth most (row-worth.ts). Without scores
   * the order given decides, and rows asked for by name stand in the order of asking. A row with less than its minimum, or beyond
   * what its family may have, is passed over.
   */
  choose(drafts: readonly RowDraft[]): { readonly rows: RowDraft[]; readonly usesFurther: boolean };
  /** Fills these rows anew, in this order. */
  refill(rows: readonly RowDraft[]): void;
}

interface Ranked {
  readonly row: RowDraft;
  readonly value: number;
  /** Its family has had its first few: it stands when no other is left. */
  readonly isFurther: boolean;
}

/** Rows of other families, beside the one at hand, that a page is to have even where there is little to show. */
const PROMISES = 5;
/** Slots that make a row worth having: so many each of them is promised. */
const LEAST_LOOK = 4;

export function createRowChooser(soFar: PageSoFar, reserved: Reserved, worth: RowWorth, filler: RowFiller): RowChooser {
  let context: PageContext;
  let candidates: CandidateSet;
  let scored = false;
  let look = new Int32Array(64);
  /** No row is left that could stand on the page or on one that goes on with it. */
  let isLast = false;

  const titleAt = (position: number): number => context.catalogue.titleOf[candidates.dense[position]!]!;

  /** Fills `look` with what the row would show first, nothing of it kept for others at the level. Returns how many there are. */
  function lookAt(row: RowDraft, most: number, level = 0): number {
    if (look.length < most) look = new Int32Array(2 * most);
    let count = 0;
    let isPrefix = true;
    for (let at = row.cursor; at < row.poolCount && count < most; at++) {
      const position = row.pool[at]!;
      const isGone = candidates.allowed[position] === 0 || soFar.has(titleAt(position));
      if (isGone && isPrefix) row.cursor = at + 1;
      if (isGone) continue;
      isPrefix = false;
      if (!reserved.isKept(titleAt(position), row, level)) look[count++] = position;
    }
    if (count < most && row.hasMore) row.isDry = true;
    return count;
  }

  /** All that could be the next row, the best first. Who cannot may for the next place: what another has by right is free after it. */
  function rank(left: Set<RowDraft>, ofFamily: ReadonlyMap<string, number>, told: Map<RowDraft, RowChoice>): Ranked[] {
    const { request, template, trace } = context;
    const isNamed = request.rowIds !== null;
    const ranked: Ranked[] = [];
    for (const row of left) {
      const { plan } = row;
      const stood = ofFamily.get(plan.family) ?? 0;
      const isLimited = !isNamed && stood >= plan.atMost;
      const least = leastOf(row);
      const count = isLimited ? 0 : lookAt(row, Math.max(template.visibleSlots, least));
      const value = scored || trace !== null ? worth.of(row, look, Math.min(count, template.visibleSlots)) : 0;
      const passedOver = isLimited ? 'limit' : count < least ? 'not-enough' : null;
      if (trace !== null) told.set(row, { ...worth.last, value, passedOver: passedOver ?? 'no-place' });
      if (passedOver === null) ranked.push({ row, value, isFurther: stood >= plan.atFirst });
    }
    if (isNamed) return ranked;
    const isNext = firstOfFamilies(ranked);
    const tier = ({ row, isFurther }: Ranked): number => (isFurther ? 2 : row.plan.place === 'top' ? 0 : 1);
    return ranked.filter(isNext).sort((a, b) => tier(a) - tier(b) || (scored && tier(a) > 0 ? b.value - a.value : 0));
  }

  /** Fills the row; before its tail, the rows to come choose what they will show first. */
  function fill(row: RowDraft, toCome: readonly RowDraft[]): void {
    const { lookahead, visibleSlots } = context.template;
    filler.open(row);
    if (!takesAll(row)) {
      const others = bestOfOthers(row, toCome);
      const share = shareOf(row, toCome, others.length);
      filler.fillTo(Math.min(visibleSlots, share));
      for (let at = 0; at < Math.min(lookahead, toCome.length); at++) {
        const count = lookAt(toCome[at]!, visibleSlots);
        for (let slot = 0; slot < count; slot++) reserved.addLook(titleAt(look[slot]!));
      }
      // Looks are taken when there is nothing else, what is promised is not.
      if (share < visibleSlots) for (const other of others) promiseTo(other);
    }
    filler.fillTo(Number.POSITIVE_INFINITY);
    worth.addRow(row.plan.family);
  }

  /** The best row to come of each other family, as many as are promised to stand where there are few titles. */
  function bestOfOthers(filled: RowDraft, toCome: readonly RowDraft[]): RowDraft[] {
    const families = new Set([filled.plan.family]);
    const best: RowDraft[] = [];
    for (const row of toCome) {
      if (best.length === PROMISES) break;
      if (families.has(row.plan.family) || takesAll(row)) continue;
      families.add(row.plan.family);
      best.push(row);
    }
    return best;
  }

  /** Of the titles left to this row and those to come, what is there for each of a few; Infinity: enough for the first look of all of them. */
  function shareOf(row: RowDraft, toCome: readonly RowDraft[], others: number): number {
    const enough = context.template.visibleSlots * (1 + others);
    const free = new Set<number>();
    for (const { pool, poolCount } of [row, ...toCome]) {
      for (let at = 0; at < poolCount; at++) {
        const title = titleAt(pool[at]!);
        if (candidates.allowed[pool[at]!] === 1 && !soFar.has(title) && free.add(title).size === enough)
          return Number.POSITIVE_INFINITY;
      }
    }
    return others === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_LOOK, Math.floor(free.size / (1 + others)));
  }

  function promiseTo(row: RowDraft): void {
    const least = leastOf(row);
    const count = lookAt(row, Math.max(LEAST_LOOK, least), 1);
    for (let at = 0; count >= least && at < count; at++) reserved.promise(titleAt(look[at]!));
  }

  /** What no row had a place for is shown by those that are short, the first ones first: nothing that may be shown is kept back. */
  function topUp(rows: readonly RowDraft[]): void {
    reserved.begin(context.catalogue.size);
    for (const row of rows) {
      if (row.slotCount === context.request.items) continue;
      row.cursor = 0;
      filler.goOn(row);
      filler.fillTo(Number.POSITIVE_INFINITY);
    }
  }

  /** Keeps for those of the rows to come that have their titles by right what they will show. */
  function giveRights(rows: Iterable<RowDraft>): void {
    reserved.begin(context.catalogue.size);
    for (const row of rows) {
      if (!takesAll(row)) continue;
      const { pool, poolCount } = row;
      if (lookAt(row, leastOf(row)) < leastOf(row)) continue;
      for (let at = 0; at < poolCount; at++) reserved.give(titleAt(pool[at]!));
    }
  }

  /** A row that goes on shows what it has left. */
  const leastOf = ({ plan }: RowDraft): number => ((context.request.shown?.countInRow ?? 0) > 0 ? 1 : plan.minimum);

  return {
    begin(of, from, hasScores) {
      context = of;
      candidates = from;
      scored = hasScores;
      worth.begin(of, from);
    },
    choose(drafts) {
      const { request, trace } = context;
      const left = new Set(inOrderAsked(drafts, request.rowIds));
      const told = new Map<RowDraft, RowChoice>();
      const chosen: RowDraft[] = [];
      let usesFurther = false;
      const ofFamily = new Map<string, number>();
      for (const row of left) row.cursor = 0;
      isLast = false;
      for (;;) {
        giveRights(left);
        const [next, ...toCome] = rank(left, ofFamily, told);
        isLast = next === undefined;
        if (next === undefined || chosen.length === request.rows) break;
        left.delete(next.row);
        usesFurther ||= next.isFurther;
        if (trace !== null) told.set(next.row, { ...told.get(next.row)!, passedOver: null });
        // What is planned only where it is needed must not be felt before.
        const rivals = next.isFurther ? toCome : toCome.filter(({ isFurther }) => !isFurther);
        fill(
          next.row,
          rivals.map(({ row }) => row),
        );
        chosen.push(next.row);
        const { family } = next.row.plan;
        ofFamily.set(family, (ofFamily.get(family) ?? 0) + 1);
      }
      if (isLast) topUp(chosen);
      for (const [row, why] of told) trace?.row(row, why);
      return { rows: chosen, usesFurther };
    },
    refill(rows) {
      for (const row of rows) row.cursor = 0;
      for (const [at, row] of rows.entries()) {
        giveRights(rows.slice(at));
        fill(row, rows.slice(at + 1));
      }
      if (isLast) topUp(rows);
    },
  };
}

/** Of each family those of the highest precedence that there is: no other of it stands before them. */
function firstOfFamilies(ranked: readonly Ranked[]): (one: Ranked) => boolean {
  if (ranked.every(({ row }) => row.plan.precedence === 0)) return () => true;
  const highest = new Map<string, number>();
  for (const { row } of ranked) {
    const { family, precedence } = row.plan;
    highest.set(family, Math.max(highest.get(family) ?? Number.NEGATIVE_INFINITY, precedence));
  }
  return ({ row: { plan } }) => plan.precedence === highest.get(plan.family);
}

/** Rows that only a pin inserts are no choice; those asked for by name stand as they were named. */
function inOrderAsked(drafts: readonly RowDraft[], rowIds: readonly string[] | null): RowDraft[] {
  const rows = drafts.filter(({ plan }) => !plan.onDemand);
  if (rowIds === null) return rows;
  const place = new Map(rowIds.map((rowId, at) => [rowId, at]));
  const placeOf = ({ plan }: RowDraft): number => place.get(plan.rowId) ?? rowIds.length;
  return rows.sort((a, b) => placeOf(a) - placeOf(b));
}
