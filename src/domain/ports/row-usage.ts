import type { Origin } from '../origin.ts';
import type { Surface } from '../pin.ts';

/** Who got which rows on home pages that continue no other, counted from the pages of the log. */
export interface RowUsage {
  /** Of pages served in [fromMs, toMs), the newest MOST_PAGES of them. Rows grown from a title count as their family. */
  read(when: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly origins: readonly Origin[];
  }): Promise<readonly UsedRow[]>;
}

export interface UsedRow {
  readonly surface: Surface;
  readonly rowId: string;
  /** Share of the surface's pages that had it. */
  readonly pages: number;
  /** Share of the surface's users who had it at least once. */
  readonly users: number;
}

export const MOST_PAGES = 20_000;
