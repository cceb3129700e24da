import type { Origin } from './origin.ts';
import type { Rung } from './page.ts';
import type { SwitchName } from './switches.ts';

/** Which question a page answers. */
export const PAGE_ROUTES = ['home', 'row', 'similar', 'search'] as const;
export type PageRoute = (typeof PAGE_ROUTES)[number];

/**
 * One answered request and all its impressions, as the log keeps it: one table row, one array element a slot, in page order.
 * All slot columns have the same length. See docs/log-schema.md.
 */
export interface Decision {
  readonly recommendationId: string;
  readonly parentId: string | null;
  readonly servedAtMs: number;
  readonly userKey: string;
  readonly sessionId: string | null;
  readonly origin: Origin;
  readonly route: PageRoute;
  readonly surface: string;
  readonly region: string | null;
  readonly maturity: string;
  readonly language: string | null;
  /** IANA name, as the request said; null or absent: served before it was logged. */
  readonly timeZone?: string | null;
  readonly rung: Rung;
  readonly retrievalVersion: string | null;
  readonly rankerVersion: string | null;
  readonly arms: Readonly<Record<string, string>>;
  /** What was turned off when the page was made (domain/switches.ts); null or absent: served before this was noted. */
  readonly switches?: readonly SwitchName[] | null;
  /** Versions of the snapshot parts the answer was made from. */
  readonly snapshotVersions: Readonly<Record<string, number>>;
  readonly randomSeed: number;
  readonly tookMs: number;
  /** Rows times items, as asked for; null or absent: served before this was noted. */
  readonly slotsAsked?: number | null;
  /** One entry a row of the page, in order. */
  readonly rowIds: readonly string[];
  /** Pins that wanted a slot and did not get it: pin id and reason. */
  readonly withheld: readonly { readonly pinId: string; readonly reason: string }[];
  readonly slots: DecisionSlots;
  /** What the slots were scored by, of a sampled share of decisions (features/feature-sample.ts). Logged beside the decision. */
  readonly featureSample?: Uint8Array;
}

export interface DecisionSlots {
  /** Permanent item numbers. */
  readonly itemNo: Int32Array;
  /** Index into rowIds. */
  readonly rowIndex: Int16Array;
  readonly position: Int16Array;
  /** Index into SOURCES. */
  readonly source: Uint8Array;
  readonly score: Float32Array;
  readonly propensity: Float32Array;
  readonly explored: Uint8Array;
  /** Number of the pin in the log (0 = not pinned). */
  readonly pinNo: Int32Array;
  /** Item number the pin pushed out of this slot (0 = none). */
  readonly displacedItemNo: Int32Array;
}

/** impressionId = recommendationId.rowIndex.position */
export const impressionIdOf = (recommendationId: string, rowIndex: number, position: number): string =>
  `${recommendationId}.${rowIndex}.${position}`;
