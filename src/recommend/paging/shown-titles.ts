import type { Catalogue } from '../../domain/catalogue.ts';
import type { Shown } from '../../domain/shown.ts';

/**
 * The titles that a chain has shown, as a bitset for hasBit: also what an item that was a title of its own belongs to now. It reads 0
 * beyond its end, so that of a first page is empty.
 */
export function shownTitles(shown: Shown | null | undefined, catalogue: Catalogue): Uint32Array {
  if (shown == null) return NONE;
  const bits = new Uint32Array((catalogue.size + 31) >>> 5);
  for (const itemNo of shown.titleNos) {
    const dense = catalogue.denseOfItemNo(itemNo);
    if (dense < 0) continue;
    for (const title of [dense, catalogue.titleOf[dense]!]) bits[title >>> 5]! |= 1 << (title & 31);
  }
  return bits;
}

const NONE = new Uint32Array(0);
