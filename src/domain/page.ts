import type { IncludedFields } from './item.ts';

/** One answer, in the shape the API gives. */
export interface Page {
  readonly recommendationId: string;
  readonly parentId: string | null;
  readonly userId: string | null;
  readonly rung: Rung;
  readonly degraded: boolean;
  readonly logged: boolean;
  readonly tookMs: number;
  readonly expiresAt: string;
  readonly models: { readonly retrieval: string | null; readonly ranker: string | null };
  readonly arms: Readonly<Record<string, string>>;
  readonly rows: readonly PageRow[];
  readonly next: string | null;
}

export interface PageRow {
  readonly rowId: string;
  readonly kind: RowKind;
  readonly title: string;
  readonly titleKey: string;
  readonly titleParams: Readonly<Record<string, string>>;
  /** The title the row was grown from. */
  readonly seed: { readonly itemId: string; readonly title: string } | null;
  readonly items: readonly PageSlot[];
  readonly next: string | null;
}

export interface PageSlot {
  readonly itemId: string;
  readonly impressionId: string;
  readonly position: number;
  readonly score: number;
  readonly propensity: number;
  readonly pinned: boolean;
  readonly reason: { readonly code: ReasonCode; readonly seedItemId: string | null };
  /** The fields asked for by `include`. */
  readonly item?: IncludedFields;
  /** Where to go on: in continue-watching rows alone. */
  readonly resume?: ResumePoint;
}

export interface ResumePoint {
  /** The item itself, or the episode of the series in the slot: the one begun, or the next. */
  readonly itemId: string;
  readonly season: number | null;
  readonly episode: number | null;
  /** Watched share, 0..1; 0 for the next episode, not begun yet. */
  readonly portion: number;
  /** From the portion and the item's duration; null when that is unknown. */
  readonly positionS: number | null;
}

export const ROW_KINDS = [
  'continue-watching',
  'my-list',
  'personal',
  'because-you-watched',
  'trending',
  'popular',
  'new',
  'genre',
  'collection',
  'leaving-soon',
  'watch-again',
  'more-from',
  'live-now',
  'starting-soon',
  'similar',
  'search',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export const REASON_CODES = [
  'similar-taste',
  'watched-together',
  'popular',
  'trending',
  'new',
  'genre',
  'unfinished',
  'pinned',
  'editors-list',
  'similar-title',
  'popular-here',
  'on-your-list',
  'leaving-soon',
  'watched-before',
  'more-from',
  'live-now',
  'starting-soon',
  'collection',
  'search-match',
  'new-here',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** How far down the ladder an answer was made; see ARCHITECTURE.md. */
export const RUNGS = ['R0', 'R1', 'R2', 'R3', 'R4', 'R5'] as const;
export type Rung = (typeof RUNGS)[number];

/** The sources that propose candidates, by the number a candidate set and the log keep. Append only. */
export const SOURCES = [
  'retrieval',
  'cooccurrence',
  'popular',
  'trending',
  'new',
  'genre',
  'continue-watching',
  'because-you-watched',
  'pin',
  'fallback',
  'similar',
  'popular-here',
  'my-list',
  'leaving-soon',
  'watch-again',
  'more-from',
  'live-now',
  'starting-soon',
  'collection',
  'search',
  'new-item',
] as const;
export type Source = (typeof SOURCES)[number];
export const sourceNo = (source: Source): number => SOURCES.indexOf(source);
