import { hasBit } from '../../domain/catalogue.ts';
import { announces } from '../../domain/eligibility.ts';
import { sourceNo } from '../../domain/page.ts';
import type { WithheldReason } from '../../domain/pin.ts';
import { kindOfRow } from '../../domain/row-id.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { PagePin } from '../pins-for.ts';
import type { PlacedPin, RowDraft } from '../row-draft.ts';

export interface WithheldPin {
  readonly pinId: string;
  readonly reason: WithheldReason;
}

/**
 * Decides for each pin, the strongest first, whether it stands, and in which row and slot. Eligibility wins over every pin. Rows
 * get their `pins`; `rows` are those of the page, inserted ones included, in page order. A pin beyond the row's end stands last.
 */
export function placePins(
  context: PageContext,
  chosen: readonly RowDraft[],
  drafts: readonly RowDraft[],
  candidates: CandidateSet,
): { rows: RowDraft[]; withheld: WithheldPin[] } {
  const { catalogue, pins, request } = context;
  const withheld: WithheldPin[] = [];
  const placedIn = new Map<RowDraft, PlacedPin[]>(chosen.map((row) => [row, []]));
  const pinnedTitles = new Set<number>();

  for (const page of pins) {
    const { pin, pinNo } = page;
    const dense = catalogue.denseOfItemId(pin.itemId);
    const withhold = (reason: WithheldReason) => withheld.push({ pinId: pin.pinId, reason });
    const objection = objectionTo(page, dense, context);
    if (objection !== null) {
      withhold(objection);
      continue;
    }
    const title = catalogue.titleOf[dense]!;
    if (pinnedTitles.has(title) || hasBit(context.shown, title)) {
      withhold('shown-above');
      continue;
    }
    const row = rowFor(page, placedIn, drafts, request.rows);
    if (row === null) {
      withhold('row-absent');
      continue;
    }
    const others = placedIn.get(row)!;
    if (others.length === request.items || others.some((other) => other.pin.pin.position === pin.position)) {
      withhold('lost-to-pin');
      continue;
    }
    pinnedTitles.add(title);
    others.push({ pinNo, pin: page, position: candidates.propose(dense, sourceNo('pin')), slot: pin.position });
  }

  for (const [row, placed] of placedIn) row.pins = settleSlots(placed, request.items);
  return { rows: inPageOrder(chosen, drafts, placedIn), withheld };
}

function objectionTo({ pin }: PagePin, dense: number, context: PageContext): WithheldReason | null {
  const { catalogue, eligible, permitted, matching, hidden, shown, watched, rules } = context;
  if (dense >= 0 && rules.blocked !== null && hasBit(rules.blocked, dense)) return 'blocked-by-rule';
  if (dense < 0 || !hasBit(eligible.bits, dense)) return 'not-eligible';
  const title = catalogue.titleOf[dense]!;
  if (hasBit(hidden, title)) return 'hidden';
  if (hasBit(shown, title)) return 'shown-above';
  // Eligible and not hidden, and yet not to be shown: the request excludes it, its series may not be shown, or it has not begun.
  const kind = pin.rowKind ?? kindOfRow(pin.rowId!);
  const mayBeAnnounced = kind !== null && announces(kind);
  for (const one of [dense, title]) {
    if (!hasBit(permitted, one) || (hasBit(eligible.upcoming, one) && !mayBeAnnounced)) return 'not-eligible';
  }
  // By its own fields: an episode need not be what its series is.
  if (matching !== null && !hasBit(matching, dense)) return 'filtered';
  return pin.ifWatched === 'withhold' && hasBit(watched, title) ? 'watched' : null;
}

/** The page's row that the pin names, inserted if it says so: then the last row without pins makes room on a full page. */
function rowFor(
  { pin }: PagePin,
  placedIn: Map<RowDraft, PlacedPin[]>,
  drafts: readonly RowDraft[],
  mostRows: number,
): RowDraft | null {
  const isNamed = ({ plan }: RowDraft) => (pin.rowId === null ? plan.kind === pin.rowKind : plan.rowId === pin.rowId);
  const present = [...placedIn.keys()].find(isNamed);
  if (present !== undefined) return present;
  const absent = pin.ifRowAbsent === 'insert' ? drafts.find(isNamed) : undefined;
  if (absent === undefined) return null;
  if (placedIn.size >= mostRows) {
    const spare = [...placedIn.keys()].findLast((row) => placedIn.get(row)!.length === 0);
    if (spare === undefined) return null;
    placedIn.delete(spare);
  }
  placedIn.set(absent, []);
  return absent;
}

/** The chosen rows in their order; a row that was inserted stands below the last of those that are planned before it. */
function inPageOrder(
  chosen: readonly RowDraft[],
  drafts: readonly RowDraft[],
  standing: ReadonlyMap<RowDraft, unknown>,
): RowDraft[] {
  const rows = chosen.filter((row) => standing.has(row));
  for (const row of drafts) {
    if (!standing.has(row) || chosen.includes(row)) continue;
    const plannedBefore = drafts.slice(0, drafts.indexOf(row));
    rows.splice(rows.indexOf(plannedBefore.findLast((other) => rows.includes(other))!) + 1, 0, row);
  }
  return rows;
}

/** Slots within the row, each pin at its own or, where the row is too short for all, as near to it as the others allow. */
function settleSlots(pins: readonly PlacedPin[], items: number): PlacedPin[] {
  const settled = [...pins].sort((a, b) => a.slot - b.slot);
  let last = items - 1;
  for (let at = settled.length - 1; at >= 0; at--) {
    settled[at]!.slot = Math.min(settled[at]!.slot, last);
    last = settled[at]!.slot - 1;
  }
  return settled;
}
