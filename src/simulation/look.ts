import type { Page } from '../../clients/typescript/src/index.ts';
import type { Random } from '../domain/clock.ts';

/** How likely the eye goes on to the next row, and to the next slot: position bias. */
export const NEXT_ROW = 0.85;
export const NEXT_SLOT = 0.92;

export interface LookedAt {
  readonly itemId: string;
  readonly impressionId: string;
  readonly rowKind: Page['rows'][number]['kind'];
}

/** The slots that the eye falls on, in page order. */
export function slotsLookedAt(page: Page, random: Random): readonly LookedAt[] {
  const looked: LookedAt[] = [];
  for (const row of page.rows) {
    for (const { itemId, impressionId } of row.items) {
      looked.push({ itemId, impressionId, rowKind: row.kind });
      if (random() > NEXT_SLOT) break;
    }
    if (random() > NEXT_ROW) break;
  }
  return looked;
}
