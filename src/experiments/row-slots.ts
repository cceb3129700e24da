/** Slots of rows of one kind on one surface, a row's slots one after the other in their order; a column each. */
export interface RowSlots {
  /** What tells the rows apart: the same for all slots of a row of a page. */
  readonly page: Int32Array;
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly position: Int32Array;
  /** Who put it there. */
  readonly placedBy: Uint8Array;
  /** Of the pin's slots: what gave way; 0: nothing. */
  readonly displaced: Int32Array;
}

export const ORGANIC = 0;
export const THIS_PIN = 1;
export const OTHER_PIN = 2;
