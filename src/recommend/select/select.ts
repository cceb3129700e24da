import { isOff } from '../../domain/switches.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';
import { createRowChooser } from './choose-rows.ts';
import { createRowFiller } from './fill-row.ts';
import { moveByRules } from './move-by-rules.ts';
import { createOrderPools } from './order-pools.ts';
import { createPageSoFar } from './page-so-far.ts';
import { placePins, type WithheldPin } from './pins.ts';
import { createReserved } from './reserved.ts';
import { createRowWorth } from './row-worth.ts';

/** What the page will be: its rows in order, filled with positions in the candidate set. */
export interface PageDraft {
  readonly context: PageContext;
  readonly candidates: CandidateSet;
  readonly rows: RowDraft[];
  readonly withheld: readonly WithheldPin[];
  /** Rows that were planned and do not stand on the page, those that only a pin could insert left out. */
  readonly passedOver: readonly RowDraft[];
  /** Rows that would choose from more if their sources were asked with a longer reach. */
  readonly dry: readonly RowDraft[];
  /** A row stands on it that stands only where no other was left. */
  readonly usesFurther: boolean;
  /** Whether rows could be planned that were not needed; absent: none could. */
  readonly hasFurther?: () => boolean;
}

/**
 * Chooses, fills and orders the rows, strictly in page order, then places the pins. What stands where depends on nothing that comes
 * after it: not on the number of rows or items asked for. `scored`: the candidates have scores that say how much better one is than
 * another; without them nothing is left to chance, and the order of the proposals decides.
 */
export type Select = (
  context: PageContext,
  drafts: readonly RowDraft[],
  candidates: CandidateSet,
  scored: boolean,
) => PageDraft;

/** Its memory is kept from page to page: one page at a time. */
export function createSelect(): Select {
  const orderPools = createOrderPools();
  const soFar = createPageSoFar();
  const reserved = createReserved();
  const worth = createRowWorth(soFar);
  const filler = createRowFiller(soFar, reserved);
  const chooser = createRowChooser(soFar, reserved, worth, filler);

  return (context, planned, candidates, scored) => {
    const { snapshot, nowMs, trace } = context;
    const drafts = planned.filter(({ plan }) => !isOff(snapshot.switches, `row:${plan.kind}`, nowMs));
    trace?.begin();
    for (const row of planned) if (!drafts.includes(row)) trace?.row(row, SWITCHED_OFF);
    for (const row of drafts) {
      row.pins = [];
      row.isDry = false;
    }
    if (scored) orderPools(drafts, candidates);
    if (scored && context.rules.moves) moveByRules(drafts, candidates, context);
    begin();
    const { rows: chosen, usesFurther } = chooser.choose(drafts);
    const { rows, withheld } = withPins();
    const passedOver = drafts.filter((row) => !row.plan.onDemand && !rows.includes(row));
    return {
      context,
      candidates,
      rows,
      withheld,
      passedOver,
      dry: drafts.filter(({ isDry }) => isDry),
      usesFurther,
    };

    function begin(): void {
      soFar.begin(context);
      filler.begin(context, candidates, scored);
      chooser.begin(context, candidates, scored);
    }

    function withPins(): { rows: RowDraft[]; withheld: readonly WithheldPin[] } {
      if (context.pins.length === 0) return { rows: chosen, withheld: [] };
      const without = new Map(chosen.map((row) => [row, row.slots.slice(0, row.slotCount)]));
      const placed = placePins(context, chosen, drafts, candidates);
      begin();
      for (const row of placed.rows) {
        for (const pin of row.pins) soFar.keepFor(context.catalogue.titleOf[candidates.dense[pin.position]!]!);
      }
      chooser.refill(placed.rows);
      const rows = placed.rows.filter((row) => row.slotCount > 0);
      for (const row of rows) noteDisplaced(row, without.get(row) ?? NOTHING);
      return { rows, withheld: placed.withheld };
    }

    function noteDisplaced(row: RowDraft, before: Int32Array): void {
      for (let slot = 0; slot < row.slotCount; slot++) {
        if (row.pinNo[slot] === 0 || slot >= before.length || before[slot] === row.slots[slot]) continue;
        row.displacedItemNo[slot] = context.catalogue.itemNo[candidates.dense[before[slot]!]!]!;
      }
    }
  };
}

const NOTHING = new Int32Array(0);
const SWITCHED_OFF = { worth: 0, affinity: 1, likeness: 0, value: 0, passedOver: 'switched-off' } as const;
