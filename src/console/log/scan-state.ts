import type { ImpressionList } from '../../../clients/typescript/src/index.ts';

/** How far a question has been answered, of the pages that came so far. */
export type ScanState =
  /** Nothing is left of the time asked for. */
  | { readonly kind: 'whole' }
  /** The last page is full; older ones may be left. */
  | { readonly kind: 'more' }
  /** The service stopped looking after its two seconds: down to this time all was looked at. */
  | { readonly kind: 'stopped'; readonly scannedTo: string };

/** `limit`: impressions a page. */
export function scanState(pages: readonly ImpressionList[], limit: number): ScanState {
  const last = pages.at(-1);
  if (last === undefined || last.nextCursor === null) return { kind: 'whole' };
  return last.items.length < limit ? { kind: 'stopped', scannedTo: last.scannedTo } : { kind: 'more' };
}
