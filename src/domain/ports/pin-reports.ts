import type { Origin } from '../origin.ts';

/** What came of a pin, counted from the pages of the log. */
export interface PinReports {
  /** Of pages served in [fromMs, toMs) to this origin; removed pins are still known. null: there never was such a pin. */
  read(pinId: string, when: PinReportTime): Promise<PinReport | null>;
  /**
   * The rows that what the pin brought is estimated from: of the pages where it stood, and of others of its surfaces that have such rows,
   * those of some users with all their pages; at most about MOST_COST_PAGES with the pin, and as many of others where it stood on few,
   * half as many where it stood on more. Flagged users are left out.
   */
  readSlots(pinId: string, when: PinReportTime): Promise<PinSlots>;
}

export interface PinReportTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly origin: Origin;
  /** Reasons and items that fewer users had are left out of the report; absent or 0: none are. */
  readonly fewestUsers?: number;
}

export interface PinReport {
  /** Users whom it was served to. */
  readonly users: number;
  /** Impressions that the pin put there; of them those that were viewed, clicked, played, as v_outcomes counts. */
  readonly served: number;
  readonly viewed: number;
  readonly clicked: number;
  readonly played: number;
  /** Pages on which it was due and did not stand, by reason. */
  readonly withheld: Readonly<Record<string, number>>;
  /** Impressions for which something else gave way. */
  readonly displaced: number;
  /** What gave way, the most frequent first; at most MOST_DISPLACED. */
  readonly displacedItems: readonly { readonly itemId: string; readonly times: number }[];
}

export const MOST_DISPLACED = 20;

export const MOST_COST_PAGES = 10_000;

/** Slots of the rows in which a pin stood, and of such rows elsewhere: a column each, a page's row after the other, in their order. */
export interface PinSlots {
  /** Of the users who saw the pin, the share whose pages are here. */
  readonly sampleShare: number;
  /** Numbers of users, 0 to users - 1: told apart, not named. */
  readonly users: number;
  readonly user: Int32Array;
  /** What tells the rows apart. */
  readonly page: Int32Array;
  /** Index into `surfaces`, `regions`. */
  readonly surface: Int32Array;
  readonly region: Int32Array;
  readonly item: Int32Array;
  readonly position: Int32Array;
  /** 0 by itself, 1 this pin, 2 another. */
  readonly placedBy: Uint8Array;
  /** Of the pin's slots: the item that gave way; 0: none. */
  readonly displaced: Int32Array;
  /** 1: chance put something else there than the best. */
  readonly explored: Uint8Array;
  readonly rewards: Readonly<Record<PinReward, SlotRewards>>;
  readonly surfaces: readonly string[];
  readonly regions: readonly (string | null)[];
  /** Ids of displaced items. */
  readonly itemIds: ReadonlyMap<number, string>;
}

/** clicks, plays: 1 or 0. hours: watched of the item as long as it is; 0 where nobody knows how long. */
export const PIN_REWARDS = ['clicks', 'plays', 'hours'] as const;
export type PinReward = (typeof PIN_REWARDS)[number];

export interface SlotRewards {
  readonly here: Float64Array;
  /** Of the pin's slots: what came of the displaced item where it stands in another row of the page, or above. */
  readonly elsewhere: Float64Array;
}
