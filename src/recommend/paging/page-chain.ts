import type { PageRoute } from '../../domain/decision.ts';
import type { IncludableField, Maturity } from '../../domain/item.ts';
import type { Surface } from '../../domain/pin.ts';
import type { PageSubject } from '../../domain/request.ts';
import type { Shown } from '../../domain/shown.ts';

/** All that a token holds: how the pages of a chain are asked for, and what they have shown. */
export interface PageChain {
  /** 'home': more rows of a page. Any other: more of one row. */
  readonly route: PageRoute;
  /** The row that goes on; null: the page does. */
  readonly rowId: string | null;
  /** When the chain's first page was asked for, ms. */
  readonly fromMs: number;
  readonly userId: string | null;
  /** Where no user was named: the key of the user whose device asked, or NOBODY. null otherwise, as the id says it. */
  readonly userKey: string | null;
  readonly surface: Surface;
  /** Region, language and maturity as they were asked for, under the caller's ceilings: what the profile says is asked again. */
  readonly region: string | null;
  readonly language: string | null;
  /** null: nobody asked for one. */
  readonly maturity: Maturity | null;
  readonly timeZone: string;
  readonly sessionId: string | null;
  readonly rows: number;
  readonly items: number;
  readonly rowIds: readonly string[] | null;
  /** What was excluded: item numbers, ascending, and ids that the catalogue did not know. */
  readonly excludeItemNos: Int32Array;
  readonly excludeItemIds: readonly string[];
  /** As it was written. */
  readonly filter: string | null;
  readonly about: PageSubject | null;
  readonly include: readonly IncludableField[];
  readonly randomSeed: number;
  readonly shown: Shown;
}

/** A chain's tokens are good for a day from its first page. */
export const CHAIN_TTL_MS = 86_400_000;
/** Titles that one chain shows at most. */
export const MOST_SHOWN = 2000;
/** Characters of a token. Where more would be needed the chain ends. */
export const MAX_TOKEN_LENGTH = 6144;
/** Titles of a row that what comes after them is chosen by. */
export const REMEMBERED_IN_ROW = 12;
