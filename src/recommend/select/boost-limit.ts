import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';

/**
 * Keeps boosts from drowning the page. A slot counts as lifted when a boosted title stands there that would not have been the best without
 * boosts. Of each screenful (the first look of so many rows) no more slots are lifted than the limit's share; of what follows in a row
 * at no slot more than the share of the slots up to there. All rules count together, and over all pages of a chain.
 */
export interface BoostLimit {
  begin(context: PageContext): void;
  /** The next row of the page, or one that is filled further. */
  open(row: RowDraft): void;
  /** How many slots are lifted where the open row's next slot stands; and among how many slots they count. */
  readonly lifted: number;
  readonly among: number;
  /** The open row's next slot is lifted. */
  lift(): void;
}

/** Whether a title with this limit may still be lifted. */
export const mayLift = ({ lifted, among }: Pick<BoostLimit, 'lifted' | 'among'>, limit: number): boolean =>
  lifted + 1 <= limit * among + ROUNDING;

/** A limit of .1 of 30 slots is 3 of them. */
const ROUNDING = 1e-6;

export function createBoostLimit(): BoostLimit {
  let context: PageContext;
  /** By screenful, those of the pages before it included. */
  let screens: number[] = [];
  let ofRow = new Map<RowDraft, { readonly screen: number; rest: number }>();
  let rowNumber = 0;
  let last: RowDraft | null = null;
  let row: RowDraft;
  let counts = { screen: 0, rest: 0 };

  const slotInRow = (): number => (context.request.shown?.countInRow ?? 0) + row.slotCount;
  const isFirstLook = (): boolean => slotInRow() < context.template.visibleSlots;

  return {
    begin(of) {
      context = of;
      const shown = of.request.shown ?? null;
      rowNumber = shown?.rowIds.length ?? 0;
      const screen = screenOf(of, rowNumber);
      screens = [];
      if (shown !== null && shown.countInRow < of.template.visibleSlots) screens[screen] = shown.lifted ?? 0;
      ofRow = new Map();
      last = null;
    },
    open(of) {
      // A row that came out empty does not stand on the page.
      if (!ofRow.has(of) && last !== null && last.slotCount > 0) rowNumber++;
      row = of;
      if (!ofRow.has(of)) {
        const { shown } = context.request;
        const goesOn = shown != null && shown.countInRow >= context.template.visibleSlots;
        ofRow.set(of, { screen: screenOf(context, rowNumber), rest: goesOn ? (shown.lifted ?? 0) : 0 });
        last = of;
      }
      counts = ofRow.get(of)!;
    },
    get lifted() {
      return isFirstLook() ? (screens[counts.screen] ?? 0) : counts.rest;
    },
    get among() {
      return isFirstLook() ? screenful(context) : slotInRow() + 1 - context.template.visibleSlots;
    },
    lift() {
      if (isFirstLook()) screens[counts.screen] = (screens[counts.screen] ?? 0) + 1;
      else counts.rest++;
    },
  };
}

/** Slots of a screen. Of a page that was asked for by its rows there may be fewer. */
function screenful({ template, request: { rowIds } }: PageContext): number {
  return template.visibleSlots * Math.min(template.visibleRows, rowIds?.length ?? Number.POSITIVE_INFINITY);
}

const screenOf = ({ template }: PageContext, rowNumber: number): number => Math.floor(rowNumber / template.visibleRows);

/** What a chain has to remember: slots lifted on the screen at which the next page begins. */
export function liftedOnScreen(context: PageContext, rows: readonly RowDraft[]): number {
  const { shown } = context.request;
  const before = shown?.rowIds.length ?? 0;
  const next = screenOf(context, before + rows.length);
  let count = shown != null && screenOf(context, before) === next ? (shown.lifted ?? 0) : 0;
  for (const [at, row] of rows.entries()) {
    if (screenOf(context, before + at) === next) count += liftedIn(row, 0, context.template.visibleSlots);
  }
  return count;
}

/** The same of a row that goes on: of its own slots, or where it has not shown its first look, of its screen. */
export function liftedInRow(context: PageContext, rows: readonly RowDraft[], row: RowDraft): number {
  const { request, template } = context;
  const before = request.shown?.countInRow ?? 0;
  if (before + row.slotCount < template.visibleSlots) {
    const first = request.shown?.rowIds.length ?? 0;
    const screen = screenOf(context, first + rows.indexOf(row));
    const carried = request.shown != null && screenOf(context, first) === screen ? (request.shown.lifted ?? 0) : 0;
    const onScreen = rows.filter((_, at) => screenOf(context, first + at) === screen);
    return onScreen.reduce((sum, one) => sum + liftedIn(one, 0, template.visibleSlots), carried);
  }
  const carried = before >= template.visibleSlots ? (request.shown?.lifted ?? 0) : 0;
  return carried + liftedIn(row, Math.max(0, template.visibleSlots - before), row.slotCount);
}

function liftedIn({ lifted, slotCount }: RowDraft, from: number, to: number): number {
  let count = 0;
  for (let slot = from; slot < Math.min(to, slotCount); slot++) count += lifted[slot]!;
  return count;
}
