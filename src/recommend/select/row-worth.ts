import { entryOf } from '../../domain/page-template.ts';
import { worthOfScores } from '../../domain/row-affinity.ts';
import { splitRowId } from '../../domain/row-id.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import { GENRE_UNIT, type PageSoFar } from './page-so-far.ts';

/** What a row would be worth as the next one of the page. */
export interface RowWorth {
  begin(context: PageContext, candidates: CandidateSet): void;
  /** A row stands on the page: more of its family is more of the same. */
  addRow(family: string): void;
  /** Of the row's first look: `count` candidate positions. The parts it is made of stay in `last` until the next call. */
  of(row: RowDraft, look: Int32Array, count: number): number;
  readonly last: { worth: number; affinity: number; likeness: number };
}

/** How much of likeness is of the genres; the rest is of the family. */
const OF_GENRES = 0.5;

export function createRowWorth(soFar: PageSoFar): RowWorth {
  let context: PageContext;
  let candidates: CandidateSet;
  let rowsOf = new Map<string, number>();
  let discounts = new Float64Array(0);
  let ideal = 0;
  let genres = new Float64Array(0);

  /** Sum of score x 1/log2(2 + slot) over the first look, as a share of what it is for scores of 1 (the discount of DCG). */
  function worthOf(look: Int32Array, count: number): number {
    let sum = 0;
    for (let slot = 0; slot < count; slot++) sum += (candidates.score[look[slot]!] || 0) * discounts[slot]!;
    return sum / ideal;
  }

  /** 0..1: the overlap of the genres of the first look with those of the page; and rows of the family above: 0, 1/2, 3/4, ... */
  function likenessOf(family: string, look: Int32Array, count: number): number {
    return OF_GENRES * overlap(look, count) + (1 - OF_GENRES) * (1 - 2 ** -(rowsOf.get(family) ?? 0));
  }

  function overlap(look: Int32Array, count: number): number {
    if (soFar.total === 0) return 0;
    const { genreOffsets, genreNumbers } = context.catalogue;
    let total = 0;
    for (let slot = 0; slot < count; slot++) {
      const title = candidates.dense[look[slot]!]!;
      const from = genreOffsets[title]!;
      const to = genreOffsets[title + 1]!;
      if (from === to) continue;
      const share = Math.round(GENRE_UNIT / (to - from));
      for (let g = from; g < to; g++) genres[genreNumbers[g]!]! += share;
      total += share * (to - from);
    }
    let common = 0;
    for (let slot = 0; slot < count; slot++) {
      const title = candidates.dense[look[slot]!]!;
      for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) {
        const genre = genreNumbers[g]!;
        const here = genres[genre]! / total;
        const above = soFar.genres[genre]! / soFar.total;
        common += here < above ? here : above;
        // Each genre counts once, and the columns are left empty.
        genres[genre] = 0;
      }
    }
    return common;
  }

  const worth = {
    last: { worth: 0, affinity: 1, likeness: 0 },
    begin(of: PageContext, from: CandidateSet): void {
      context = of;
      candidates = from;
      rowsOf = new Map();
      const { rows } = of.template;
      for (const rowId of of.request.shown?.rowIds ?? []) {
        worth.addRow(entryOf(rows, rowId)?.row ?? splitRowId(rowId)[0]);
      }
      const { visibleSlots } = of.template;
      if (discounts.length !== visibleSlots) {
        discounts = Float64Array.from({ length: visibleSlots }, (_, slot) => 1 / Math.log2(2 + slot));
        ideal = discounts.reduce((sum, discount) => sum + discount, 0);
      }
      if (genres.length < of.catalogue.genres.length) genres = new Float64Array(of.catalogue.genres.length);
    },
    addRow: (family: string): void => void rowsOf.set(family, (rowsOf.get(family) ?? 0) + 1),
    of({ plan }: RowDraft, look: Int32Array, count: number): number {
      const { last } = worth;
      last.worth = worthOf(look, count) * worthOfScores(plan.kind);
      last.affinity = context.snapshot.rowAffinity.of(plan.rowId, plan.kind, context.request.surface);
      last.likeness = likenessOf(plan.family, look, count);
      const factor = last.affinity * (1 - context.template.rowDiversity * last.likeness);
      // What makes a row less worth having makes one that is worse than none worse.
      return last.worth >= 0 ? last.worth * factor : last.worth / Math.max(factor, 1e-9);
    },
  };
  return worth;
}
