import type { IncludableField, Maturity } from './item.ts';
import type { ItemFilter } from './item-filter.ts';
import type { Origin } from './origin.ts';
import type { Surface } from './pin.ts';
import type { Shown } from './shown.ts';

/** A page asked for, validated, defaults filled in. */
export interface PageRequest {
  readonly recommendationId: string;
  /** null: no user was named. With userKey NOBODY the page is nobody's, and no state is read. */
  readonly userId: string | null;
  readonly userKey: string;
  readonly origin: Origin;
  readonly surface: Surface;
  readonly region: string | null;
  readonly language: string | null;
  readonly maturity: Maturity;
  /** Nobody asked for this maturity: it gives way to the profile's, even to a wider one. */
  readonly isDefaultMaturity?: boolean;
  /** Whether the user is new (audience.ts). Absent or null: not known, or nobody is named. */
  readonly isNewUser?: boolean | null;
  /** Whether the user is in a segment (audience.ts). Absent: in none; no page has looked yet. */
  readonly isInSegment?: (segmentId: string) => boolean;
  /** Segments that the user is taken to be in, whatever is known: for previews. */
  readonly assumedSegmentIds?: readonly string[];
  readonly timeZone: string;
  readonly sessionId: string | null;
  /** Rows and items a row at most. */
  readonly rows: number;
  readonly items: number;
  /** Only these rows when given. */
  readonly rowIds: readonly string[] | null;
  readonly excludeItemIds: readonly string[];
  /** More of them, by item number: what the first page of a chain excluded. */
  readonly excludeItemNos?: Int32Array;
  /** Only items that meet it; absent or null: all. */
  readonly filter?: ItemFilter | null;
  /** What the chain of pages that this one goes on has shown; absent or null: it goes on none. */
  readonly shown?: Shown | null;
  /** When the first page of the chain was asked for, ms; absent: this is the first. */
  readonly chainFromMs?: number;
  /** The request as it came, before the user's profile completed it: what a chain goes on by. Absent: it is this one. */
  readonly asked?: PageRequest;
  /** What the page is about beside its user: a page of one row that goes on is asked for by the same. Absent or null: nothing. */
  readonly about?: PageSubject | null;
  /** The page says of each slot why it stands there. */
  readonly explain?: boolean;
  /** Fields of the item that each slot carries. */
  readonly include: readonly IncludableField[];
  readonly deadlineMs: number;
  readonly nowMs: number;
  readonly randomSeed: number;
}

/** An item that others are like (`similar`), or words that were searched for (`search`), as they were given. */
export type PageSubject = { readonly seedItemId: string } | { readonly query: string };
