import type { IncludableField, Maturity } from './item.ts';
import type { Origin } from './origin.ts';
import type { Surface } from './pin.ts';

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
  readonly timeZone: string;
  readonly sessionId: string | null;
  /** Rows and items a row at most. */
  readonly rows: number;
  readonly items: number;
  /** Only these rows when given. */
  readonly rowIds: readonly string[] | null;
  readonly excludeItemIds: readonly string[];
  /** Fields of the item that each slot carries. */
  readonly include: readonly IncludableField[];
  readonly deadlineMs: number;
  readonly nowMs: number;
  readonly randomSeed: number;
}
