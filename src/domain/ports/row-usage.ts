import type { Origin } from '../origin.ts';
import type { Surface } from '../pin.ts';

/** How often rows stood on home pages that continue no other, from the roll-ups of the log, seconds behind it. */
export interface RowUsage {
  /** Of whole UTC days, both ends included. Rows grown from a title are counted under the part before the colon. */
  read(when: { readonly fromMs: number; readonly toMs: number; readonly origin: Origin }): Promise<readonly UsedRow[]>;
}

export interface UsedRow {
  readonly surface: Surface;
  readonly rowId: string;
  /** Times it stood on a page of the surface, per page; above 1 only where rows are counted as one. */
  readonly perPage: number;
}
