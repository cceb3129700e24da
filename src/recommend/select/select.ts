import { sortByValue } from '../../features/sort-by-value.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import type { Stamps } from '../stamps.ts';
import { createFiller } from './fill.ts';
import { placePins, type WithheldPin } from './pins.ts';

/** What the page will be: its rows in order, filled with positions in the candidate set. */
export interface PageDraft {
  readonly context: PageContext;
  readonly candidates: CandidateSet;
  readonly rows: RowDraft[];
  readonly withheld: readonly WithheldPin[];
  /** Rows that were planned and do not stand on the page, those that only a pin could insert left out. */
  readonly passedOver: readonly RowDraft[];
  /** Rows that are short though their sources have more: ask them with a longer reach. */
  readonly dry: readonly RowDraft[];
}

/** Chooses, orders and fills the rows, then places the pins. Deterministic: every slot has propensity 1. */
export function select(
  context: PageContext,
  drafts: readonly RowDraft[],
  candidates: CandidateSet,
  taken: Stamps,
): PageDraft {
  for (const row of drafts) if (row.plan.order === 'score') sortPool(row, candidates);
  for (const row of drafts) row.pins = [];
  const filler = createFiller(context, candidates, taken);
  const chosen = filler.chooseRows(drafts);
  const { rows, withheld } = selectPinned();
  const passedOver = drafts.filter((row) => !row.plan.onDemand && !rows.includes(row));
  return { context, candidates, rows, withheld, passedOver, dry: drafts.filter(isDry) };

  function selectPinned(): { rows: RowDraft[]; withheld: readonly WithheldPin[] } {
    if (context.pins.length === 0) return { rows: chosen, withheld: [] };
    const without = new Map(chosen.map((row) => [row, row.slots.slice(0, row.slotCount)]));
    const placed = placePins(context, chosen, drafts, candidates);
    const filled = filler.fillAroundPins(placed.rows);
    for (const row of filled) noteDisplaced(row, without.get(row) ?? NOTHING);
    return { rows: filled, withheld: placed.withheld };
  }

  function noteDisplaced(row: RowDraft, before: Int32Array): void {
    for (let slot = 0; slot < row.slotCount; slot++) {
      if (row.pinNo[slot] === 0 || slot >= before.length || before[slot] === row.slots[slot]) continue;
      row.displacedItemNo[slot] = context.catalogue.itemNo[candidates.dense[before[slot]!]!]!;
    }
  }

  function isDry(row: RowDraft): boolean {
    const onPage = rows.includes(row);
    const couldBe = onPage || (rows.length < context.request.rows && !row.plan.onDemand);
    return row.hasMore && couldBe && (!onPage || row.slotCount < context.request.items);
  }
}

const NOTHING = new Int32Array(0);

function sortPool(row: RowDraft, candidates: CandidateSet): void {
  const scores = new Float32Array(row.poolCount);
  for (let at = 0; at < row.poolCount; at++) scores[at] = candidates.score[row.pool[at]!]!;
  sortByValue(row.pool, scores, row.poolCount);
}
