import type { Decision } from '../../domain/decision.ts';

/** A page whose events are being looked for. */
export interface OpenPage {
  readonly decision: Decision;
  /** Number of the user; -1: did nothing in this log. */
  readonly user: number;
  /** Count of pages before it. */
  readonly nth: number;
  /** Dense index of each slot, -1 for items that are not in the catalogue. */
  readonly dense: Int32Array;
  readonly seen: Uint8Array;
  /** Events that name it, and a user's events within a day of it that name none: among these are its answers. */
  readonly events: readonly number[];
  /** Somebody else answered: the user was merged into another since, whose state this was not. */
  isForeign: boolean;
}
