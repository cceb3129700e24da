import type { Page, PageRow, PageSlot, RowKind, Source } from './page.ts';
import type { SwitchName } from './switches.ts';

/** A page that says why it is as it is, as asked with explain=true. Ranks count from 0. */
export interface ExplainedPage extends Page {
  readonly rows: readonly ExplainedRow[];
  readonly explanation: PageExplanation;
}

export interface ExplainedRow extends PageRow {
  readonly items: readonly ExplainedSlot[];
  readonly explanation: RowExplanation;
}

export interface ExplainedSlot extends PageSlot {
  readonly explanation: SlotExplanation;
}

export interface PageExplanation {
  /** Rows that were planned and do not stand on the page. */
  readonly passedOver: readonly PassedOverRow[];
  /** What somebody turned off; rows of a kind that is off are not planned. */
  readonly switchedOff: readonly SwitchName[];
  /** Pins that wanted a slot and did not get it. */
  readonly withheldPins: readonly { readonly pinId: string; readonly reason: string }[];
  /** Titles that the sources proposed, those among them that may be shown, and those that the ranker scored. */
  readonly candidates: { readonly proposed: number; readonly allowed: number; readonly scored: number };
}

export interface RowWorthParts {
  /** Of the scores of what it would show first, discounted by slot: -1..1. */
  readonly worth: number;
  /** How much more than expected such rows are touched; 1: as expected. */
  readonly affinity: number;
  /** To the rows above, 0..1. */
  readonly likeness: number;
  /** What it was chosen by: worth x affinity, less what likeness costs. */
  readonly value: number;
}

export interface PassedOverRow extends RowWorthParts {
  readonly rowId: string;
  readonly kind: RowKind;
  /**
   * not-enough: fewer titles than it needs; limit: the template has no more of its kind; no-place: the page is full; switched-off;
   * gave-way: to a row that a pin inserted.
   */
  readonly reason: 'not-enough' | 'limit' | 'no-place' | 'switched-off' | 'gave-way';
}

export interface RowExplanation {
  /** null: it stands because a pin inserted it. */
  readonly chosen: RowWorthParts | null;
  /**
   * score: by the candidates' scores; proposed: as its source gives them, which is the row's meaning; matches: by how they match, among
   * equals by score; near: by score and likeness to what was asked about.
   */
  readonly order: 'score' | 'proposed' | 'matches' | 'near';
  /** Titles that its sources proposed, and those among them that may be shown. */
  readonly candidates: { readonly proposed: number; readonly allowed: number };
}

export interface SlotExplanation {
  /** Everyone who proposed the title for this row, with its rank among what it proposed; empty: a pin alone brought it. */
  readonly proposedBy: readonly { readonly source: Source; readonly rank: number }[];
  readonly ranks: SlotRanks;
  /** In standard deviations of the row's scores, as the slot was chosen; null: it was not chosen by score. */
  readonly chosenBy: SlotValue | null;
  /** What kept it from, or brought it to, this slot. */
  readonly rules: readonly SlotRule[];
  /** The feature groups that move its score most; null: no ranker scored it. */
  readonly contributions: readonly FeatureContribution[] | null;
}

/** The rank before and after each step of the selection; null: that step did not look at it. */
export interface SlotRanks {
  /** By score, among all that may be shown of what was proposed for the row. */
  readonly byScore: number | null;
  /** By score, among those that were left to choose from for its slot. */
  readonly amongFree: number | null;
  /** The same after diversity, calibration and wishes. Above 0 where chance chose. */
  readonly byValue: number | null;
  /** Its place in the row, pins left out. */
  readonly chosen: number | null;
  /** Its place in the row. */
  readonly slot: number;
}

export interface SlotValue {
  readonly value: number;
  /** What likeness to the titles before it took off. */
  readonly likeness: number;
  /** What too much of its genres on the page took off; below 0: too little, which adds. */
  readonly overTaste: number;
  /** What soft wishes, such as the language, added. */
  readonly wishes: number;
  /** What the editors' rules added; below 0: took off. 0 also where no more slots may be lifted. */
  readonly rules: number;
}

/**
 * pinned: an editor put it there, and pushed `displaced` out. new-item: the slot is for titles that lack impressions. chance: it was
 * drawn; `instead` of whom the slot would have gone to. capped: a title with a higher score was passed over for being by people that the row has
 * enough of, or for having been ignored too often. stands-elsewhere: a title with a higher score stands in another row: it was
 * taken above, or kept for a row below. boosted, buried: an editors' rule is about it, and asks for so much (`chosenBy.rules` is what came of
 * all of them); `lifted`: without boosts another title would have been the best for the slot.
 */
export type SlotRule =
  | { readonly rule: 'pinned'; readonly pinId: string; readonly displaced: string | null }
  | { readonly rule: 'new-item' }
  | { readonly rule: 'boosted'; readonly ruleId: string; readonly strength: number; readonly lifted: boolean }
  | { readonly rule: 'buried'; readonly ruleId: string; readonly strength: number }
  | { readonly rule: 'chance'; readonly instead: string }
  | { readonly rule: 'capped'; readonly itemId: string; readonly cap: 'person' | 'ignored' }
  | { readonly rule: 'stands-elsewhere'; readonly itemId: string; readonly rowId: string };

export interface FeatureContribution {
  /** Name of the feature group. */
  readonly group: string;
  /** By how much the score is higher for it: see recommend/explain/contributions.ts for what that is and is not. */
  readonly contribution: number;
  readonly columns: readonly { readonly name: string; readonly value: number; readonly mean: number }[];
}
