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
  choose(drafts: readonly RowDraft[]): RowDraft[];
  /** Fills these rows anew, in this order. */
  refill(rows: readonly RowDraft[]): void;
}

interface Ranked {
  readonly row: RowDraft;
  readonly value: number;
}

export function createRowChooser(soFar: PageSoFar, reserved: Reserved, worth: RowWorth, filler: RowFiller): RowChooser {
  let context: PageContext;
  let candidates: CandidateSet;
  let scored = false;
  let look = new Int32Array(64);

  const titleAt = (position: number): number => context.catalogue.titleOf[candidates.dense[position]!]!;

  /** Fills `look` with what the row would show first, nothing of it kept for others. Returns how many there are. */
  function lookAt(row: RowDraft, most: number): number {
    if (look.length < most) look = new Int32Array(2 * most);
    let count = 0;
    let isPrefix = true;
    for (let at = row.cursor; at < row.poolCount && count < most; at++) {
      const position = row.pool[at]!;
      const isGone = candidates.allowed[position] === 0 || soFar.has(titleAt(position));
      if (isGone && isPrefix) row.cursor = at + 1;
      if (isGone) continue;
      isPrefix = false;
      if (!reserved.isKept(titleAt(position), row, 0)) look[count++] = position;
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
      const isLimited = !isNamed && (ofFamily.get(plan.family) ?? 0) >= plan.atMost;
      const least = leastOf(row);
      const count = isLimited ? 0 : lookAt(row, Math.max(template.visibleSlots, least));
      const value = scored || trace !== null ? worth.of(row, look, Math.min(count, template.visibleSlots)) : 0;
      const passedOver = isLimited ? 'limit' : count < least ? 'not-enough' : null;
      if (trace !== null) told.set(row, { ...worth.last, value, passedOver: passedOver ?? 'no-place' });
      if (passedOver === null) ranked.push({ row, value });
    }
    const isTop = ({ row }: Ranked): number => (row.plan.place === 'top' ? 1 : 0);
    if (isNamed) return ranked;
    return ranked.sort((a, b) => isTop(b) - isTop(a) || (scored && isTop(a) === 0 ? b.value - a.value : 0));
  }

  /** Fills the row; before its tail, the rows to come choose what they will show first. */
  function fill(row: RowDraft, toCome: readonly RowDraft[]): void {
    const { lookahead, visibleSlots } = context.template;
    filler.open(row);
    if (!takesAll(row)) {
      filler.fillTo(visibleSlots);
      for (let at = 0; at < Math.min(lookahead, toCome.length); at++) {
        const count = lookAt(toCome[at]!, visibleSlots);
        for (let slot = 0; slot < count; slot++) reserved.addLook(titleAt(look[slot]!));
      }
    }
    filler.fillTo(Number.POSITIVE_INFINITY);
    worth.addRow(row.plan.family);
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
      const ofFamily = new Map<string, number>();
      for (const row of left) row.cursor = 0;
      while (chosen.length < request.rows) {
        giveRights(left);
        const [next, ...toCome] = rank(left, ofFamily, told);
        if (next === undefined) break;
        left.delete(next.row);
        if (trace !== null) told.set(next.row, { ...told.get(next.row)!, passedOver: null });
        fill(
          next.row,
          toCome.map(({ row }) => row),
        );
        chosen.push(next.row);
        const { family } = next.row.plan;
        ofFamily.set(family, (ofFamily.get(family) ?? 0) + 1);
      }
      for (const [row, why] of told) trace?.row(row, why);
      return chosen;
    },
    refill(rows) {
      for (const row of rows) row.cursor = 0;
      for (const [at, row] of rows.entries()) {
        giveRights(rows.slice(at));
        fill(row, rows.slice(at + 1));
      }
    },
  };
}

/** Rows that only a pin inserts are no choice; those asked for by name stand as they were named. */
function inOrderAsked(drafts: readonly RowDraft[], rowIds: readonly string[] | null): RowDraft[] {
  const rows = drafts.filter(({ plan }) => !plan.onDemand);
  if (rowIds === null) return rows;
  const place = new Map(rowIds.map((rowId, at) => [rowId, at]));
  const placeOf = ({ plan }: RowDraft): number => place.get(plan.rowId) ?? rowIds.length;
  return rows.sort((a, b) => placeOf(a) - placeOf(b));
}
