import type { ServedSlots } from './journal-records.ts';

/**
 * Which item an impression showed, for the pages that passed through this process lately: a `viewed` event names impressions
 * only, mostly of pages served seconds ago. Holds the newest `maxPages`; older ones are asked of the log.
 */
export interface ServedImpressions {
  note(slots: ServedSlots): void;
  /** 0 for a slot that its page did not have; null when the page is not held. */
  itemNo(impressionId: string): number | null;
}

/** At about a kilobyte a page. */
const MAX_PAGES = 10_000;

export function createServedImpressions(maxPages = MAX_PAGES): ServedImpressions {
  const pages = new Map<string, ServedSlots>();
  return {
    note(slots) {
      pages.set(slots.recommendationId, slots);
      if (pages.size > maxPages) pages.delete(pages.keys().next().value!);
    },
    itemNo(impressionId) {
      const [recommendationId, row, slot] = impressionId.split('.');
      const page = pages.get(recommendationId!);
      if (page === undefined) return null;
      for (let at = 0; at < page.itemNo.length; at++) {
        if (page.rowIndex[at] === Number(row) && page.position[at] === Number(slot)) return page.itemNo[at]!;
      }
      return 0;
    },
  };
}
