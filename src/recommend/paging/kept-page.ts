import { hasBit } from '../../domain/catalogue.ts';
import { announces } from '../../domain/eligibility.ts';
import type { Rung } from '../../domain/page.ts';
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
  readonly rows: readonly KeptRow[];
  readonly withheld: PageDraft['withheld'];
  readonly goingOn: GoingOn;
  readonly bytes: number;
}

interface KeptRow {
  readonly plan: RowPlan;
  readonly dense: Int32Array;
  /** Of each slot what it stands there for, where that is not itself or the row's seed; -1. */
  readonly because: Int32Array;
  readonly source: Uint8Array;
  readonly score: Float32Array;
  readonly propensity: Float32Array;
  readonly explored: Uint8Array;
  readonly placedBy: Uint8Array;
  readonly pinNo: Int32Array;
  readonly displacedItemNo: Int32Array;
}

export type KeptFacts = Pick<KeptPage, 'rung' | 'expiresAtMs' | 'versions' | 'goingOn'>;

export function keepPage({ rows, candidates, withheld }: PageDraft, facts: KeptFacts): KeptPage {
  const kept = rows.map((row) => keepRow(row, candidates));
  const slots = rows.reduce((sum, row) => sum + row.slotCount, 0);
  const bytes = BYTES_A_PAGE + rows.length * BYTES_A_ROW + slots * BYTES_A_SLOT + withheld.length * BYTES_A_PIN;
  return { ...facts, rows: kept, withheld, bytes };
}

/**
 * The page once more, for today's catalogue and the user of today. null when a slot of it may not stand any more: then all of it is to be
 * made anew. Features are not computed again, so it is no page to sample them from.
 */
export function draftAgain(kept: KeptPage, context: PageContext, candidates: CandidateSet): PageDraft | null {
  const { catalogue, request } = context;
  candidates.reset(catalogue.size, featureWidth);
  const titles = new Set<number>();
  const rows: RowDraft[] = [];
  for (const from of kept.rows) {
    const row = createRowDraft(from.plan, request.items);
    for (let slot = 0; slot < from.dense.length; slot++) {
      const dense = from.dense[slot]!;
      const title = catalogue.titleOf[dense]!;
      if (titles.has(title) || !mayStand(context, from, slot)) return null;
      titles.add(title);
      const position = candidates.propose(dense, from.source[slot]!);
      candidates.score[position] = from.score[slot]!;
      candidates.allowed[position] = 1;
      row.slots[slot] = position;
      if (from.because[slot]! >= 0) row.because.set(position, from.because[slot]!);
    }
    row.propensity.set(from.propensity);
    row.explored.set(from.explored);
    row.placedBy.set(from.placedBy);
    row.pinNo.set(from.pinNo);
    row.displacedItemNo.set(from.displacedItemNo);
    row.slotCount = from.dense.length;
    rows.push(row);
  }
  return { context, candidates, rows, withheld: kept.withheld, passedOver: [], dry: [] };
}

function keepRow(row: RowDraft, candidates: CandidateSet): KeptRow {
  const positions = row.slots.subarray(0, row.slotCount);
  const first = <T extends { slice(from: number, to: number): T }>(column: T): T => column.slice(0, row.slotCount);
  return {
    // Its evidence is not needed again, and may be the whole catalogue.
    plan: { ...row.plan, titles: null },
    dense: Int32Array.from(positions, (position) => candidates.dense[position]!),
    because: Int32Array.from(positions, (position) => row.because.get(position) ?? -1),
    source: Uint8Array.from(positions, (position) => candidates.source[position]!),
    score: Float32Array.from(positions, (position) => candidates.score[position]!),
    propensity: first(row.propensity),
    explored: first(row.explored),
    placedBy: first(row.placedBy),
    pinNo: first(row.pinNo),
    displacedItemNo: first(row.displacedItemNo),
  };
}

/** As the sources and pins would find it: still allowed, or announced where that may be; and something to go on with where that is promised. */
function mayStand({ catalogue, allowed, announced, unfinished }: PageContext, row: KeptRow, slot: number): boolean {
  const dense = row.dense[slot]!;
  const { kind } = row.plan;
  if (!hasBit(allowed, dense) && !(announces(kind) && hasBit(announced, dense))) return false;
  const goesOn = kind !== 'continue-watching' || row.pinNo[slot] !== 0;
  return goesOn || unfinished.title.includes(catalogue.titleOf[dense]!);
}

/** About what they take in memory: objects and array headers, then columns. */
const BYTES_A_PAGE = 600;
const BYTES_A_ROW = 1600;
const BYTES_A_SLOT = 27;
const BYTES_A_PIN = 100;
