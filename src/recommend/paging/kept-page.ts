import { hasBit } from '../../domain/catalogue.ts';
import { announces } from '../../domain/eligibility.ts';
import type { RowKind, Rung } from '../../domain/page.ts';
import { featureWidth } from '../../features/schema.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { createRowDraft, type RowDraft, type RowPlan } from '../row-draft.ts';
import type { PageDraft } from '../select/select.ts';
import type { GoingOn } from './going-on.ts';

/** A page as it was chosen, to be served again: what stands where, and by which chance. */
export interface KeptPage {
  readonly rung: Rung;
  /** ms; afterwards the page is made anew. */
  readonly expiresAtMs: number;
  /** Of the parts it was made from. */
  readonly versions: Readonly<Record<string, number>>;
  readonly withheld: PageDraft['withheld'];
  readonly goingOn: GoingOn;
  readonly plans: readonly RowPlan[];
  /** By row how many slots it has; the columns hold them in page order. */
  readonly slotCounts: Int32Array;
  readonly slots: KeptSlots;
  readonly bytes: number;
}

interface KeptSlots {
  readonly dense: Int32Array;
  /** What it stands there for, where that is not itself or the row's seed; -1. */
  readonly because: Int32Array;
  readonly source: Uint8Array;
  readonly score: Float32Array;
  readonly propensity: Float32Array;
  readonly explored: Uint8Array;
  readonly placedBy: Uint8Array;
  readonly lifted: Uint8Array;
  readonly pinNo: Int32Array;
  readonly displacedItemNo: Int32Array;
}

export type KeptFacts = Pick<KeptPage, 'rung' | 'expiresAtMs' | 'versions' | 'goingOn'>;

export function keepPage({ rows, candidates, withheld }: PageDraft, facts: KeptFacts): KeptPage {
  const count = rows.reduce((sum, row) => sum + row.slotCount, 0);
  const slots: KeptSlots = {
    dense: new Int32Array(count),
    because: new Int32Array(count),
    source: new Uint8Array(count),
    score: new Float32Array(count),
    propensity: new Float32Array(count),
    explored: new Uint8Array(count),
    placedBy: new Uint8Array(count),
    lifted: new Uint8Array(count),
    pinNo: new Int32Array(count),
    displacedItemNo: new Int32Array(count),
  };
  let at = 0;
  for (const row of rows) {
    for (const column of OF_ROWS) slots[column].set(row[column].subarray(0, row.slotCount), at);
    for (let slot = 0; slot < row.slotCount; slot++, at++) {
      const position = row.slots[slot]!;
      slots.dense[at] = candidates.dense[position]!;
      slots.because[at] = row.because.get(position) ?? -1;
      slots.source[at] = candidates.source[position]!;
      slots.score[at] = candidates.score[position]!;
    }
  }
  return {
    ...facts,
    withheld,
    // Its evidence is not needed again, and may be the whole catalogue.
    plans: rows.map(({ plan }) => ({ ...plan, titles: null })),
    slotCounts: Int32Array.from(rows, ({ slotCount }) => slotCount),
    slots,
    bytes: BYTES_A_PAGE + rows.length * BYTES_A_ROW + count * BYTES_A_SLOT + withheld.length * BYTES_A_PIN,
  };
}

/**
 * The page once more, for today's catalogue and the user of today. null when a slot of it may not stand any more: then all of it is to be
 * made anew. Features are not computed again, so it is no page to sample them from.
 */
export function draftAgain(kept: KeptPage, context: PageContext, candidates: CandidateSet): PageDraft | null {
  const { catalogue, request } = context;
  const { slots, plans, slotCounts } = kept;
  candidates.reset(catalogue.size, featureWidth);
  const titles = new Set<number>();
  const rows: RowDraft[] = [];
  let at = 0;
  for (const [rowIndex, plan] of plans.entries()) {
    const row = createRowDraft(plan, request.items);
    row.slotCount = slotCounts[rowIndex]!;
    for (const column of OF_ROWS) row[column].set(slots[column].subarray(at, at + row.slotCount));
    for (let slot = 0; slot < row.slotCount; slot++, at++) {
      const dense = slots.dense[at]!;
      const title = catalogue.titleOf[dense]!;
      if (titles.has(title) || !mayStand(context, plan.kind, dense, slots.pinNo[at] !== 0)) return null;
      titles.add(title);
      const position = candidates.propose(dense, slots.source[at]!);
      candidates.score[position] = slots.score[at]!;
      candidates.allowed[position] = 1;
      row.slots[slot] = position;
      if (slots.because[at]! >= 0) row.because.set(position, slots.because[at]!);
    }
    rows.push(row);
  }
  return { context, candidates, rows, withheld: kept.withheld, passedOver: [], dry: [], usesFurther: false };
}

/** As the sources and pins would find it: still allowed, or announced where that may be; and something to go on with where that is promised. */
function mayStand(context: PageContext, kind: RowKind, dense: number, isPinned: boolean): boolean {
  const { catalogue, allowed, announced, unfinished } = context;
  if (!hasBit(allowed, dense) && !(announces(kind) && hasBit(announced, dense))) return false;
  return isPinned || kind !== 'continue-watching' || unfinished.title.includes(catalogue.titleOf[dense]!);
}

/** Columns that a row has by slot, as they are kept. */
const OF_ROWS = ['propensity', 'explored', 'placedBy', 'lifted', 'pinNo', 'displacedItemNo'] as const;

/** What they take in memory, measured: objects and array headers, then columns. */
const BYTES_A_PAGE = 2600;
const BYTES_A_ROW = 500;
const BYTES_A_SLOT = 28;
const BYTES_A_PIN = 100;
