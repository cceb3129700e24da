import type { Audience } from './audience.ts';
import type { RowKind } from './page.ts';
import type { Repeat } from './repeat.ts';

export { SURFACES, type Surface } from './audience.ts';

/** An editor's decision that an item stands in a row and slot, for an audience, in [from, until). */
export interface Pin {
  readonly pinId: string;
  readonly itemId: string;
  /** Exactly one of rowId and rowKind is set. */
  readonly rowId: string | null;
  readonly rowKind: RowKind | null;
  /** Slot number from 0. */
  readonly position: number;
  readonly from: string;
  readonly until: string;
  /** An IANA name: by its clocks `repeat` is read. */
  readonly timeZone: string;
  /** When within [from, until) it stands; null: all of the time. */
  readonly repeat: Repeat | null;
  readonly audience: Audience;
  /** Higher wins where two pins want one slot; then the older pin. */
  readonly priority: number;
  readonly ifRowAbsent: 'withhold' | 'insert';
  readonly ifWatched: 'withhold' | 'show';
  readonly enabled: boolean;
  readonly note: string;
  /** What the pin belongs to, in the editors' own words; null: nothing. */
  readonly campaign: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Why a pin that wanted a slot did not get it. */
export const WITHHELD_REASONS = [
  'not-eligible',
  'watched',
  'hidden',
  'row-absent',
  'lost-to-pin',
  'shown-above',
  'filtered',
  'blocked-by-rule',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];
