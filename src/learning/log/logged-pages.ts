import type { ViewTable } from './view-table.ts';

/**
 * The pages of the log that can be learned from (rung R0 or R1, of which something was seen), oldest first by (served at, recommendation
 * id), and of each the slots that the user saw. Page numbers are those of EventTable.decision.
 */
export interface LoggedPages {
  readonly length: number;
  /** As the EventTable numbers users; from its `users` on: who did nothing but look. */
  readonly user: Int32Array;
  readonly servedAtMs: Float64Array;
  readonly recommendationId: readonly string[];
  readonly request: readonly LoggedRequest[];
  /** Events of the log that answer to the page. A table with fewer of them was cut: there the page's outcomes are not whole. */
  readonly answers: Int32Array;
  /** Slots by page (CSR, length + 1). */
  readonly slotOffsets: Int32Array;
  /** Dense index of the item. */
  readonly item: Int32Array;
  readonly row: Int16Array;
  readonly position: Int16Array;
  readonly propensity: Float32Array;
  /** Of all pages of the log, whatever their rung. */
  readonly views: ViewTable;
  readonly plays: RegionalPlays;
}

/** What features read of a request. */
export interface LoggedRequest {
  readonly surface: string;
  readonly region: string | null;
  readonly language: string | null;
  readonly timeZone: string;
}

/** Impressions that came to be played, of pages that said their region, in no order. */
export interface RegionalPlays {
  readonly length: number;
  readonly atMs: Float64Array;
  /** See EventTable. */
  readonly knownAtMs: Float64Array;
  /** Dense index of the title. */
  readonly title: Int32Array;
  readonly region: readonly string[];
}

/** For logs without pages: imports and files. */
export const NO_PAGES: LoggedPages = {
  length: 0,
  user: new Int32Array(0),
  servedAtMs: new Float64Array(0),
  recommendationId: [],
  request: [],
  answers: new Int32Array(0),
  slotOffsets: new Int32Array(1),
  item: new Int32Array(0),
  row: new Int16Array(0),
  position: new Int16Array(0),
  propensity: new Float32Array(0),
  views: {
    length: 0,
    user: new Int32Array(0),
    itemNo: new Int32Array(0),
    atMs: new Float64Array(0),
    knownAtMs: new Float64Array(0),
    keyHigh: new Uint32Array(0),
    keyLow: new Uint32Array(0),
  },
  plays: {
    length: 0,
    atMs: new Float64Array(0),
    knownAtMs: new Float64Array(0),
    title: new Int32Array(0),
    region: [],
  },
};
