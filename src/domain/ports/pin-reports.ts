import type { Origin } from '../origin.ts';

/** What came of a pin, counted from the pages of the log. */
export interface PinReports {
  /** Of pages served in [fromMs, toMs) to this origin; removed pins are still known. null: there never was such a pin. */
  read(pinId: string, when: PinReportTime): Promise<PinReport | null>;
}

export interface PinReportTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly origin: Origin;
}

export interface PinReport {
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
