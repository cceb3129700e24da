import type { Item } from '../../../clients/typescript/src/index.ts';
import { ID_PATTERN } from '../../domain/item.ts';

/** Finds an item by its id; null: there is no such item. */
export type FindItem = (itemId: string) => Promise<Item | null>;

/**
 * What a page asks for one by one while it is drawn goes out together: MOST_AT_ONCE items a call, each asked for once a call. A call that
 * fails fails for those that were in it.
 */
export function createItemBatch(
  load: (itemIds: readonly string[]) => Promise<readonly Item[]>,
  later: (work: () => void) => void = (work) => setTimeout(work, 0),
): FindItem {
  let waiting = new Map<string, Waiter[]>();

  function send(): void {
    const ids = [...waiting.keys()];
    const waiters = waiting;
    waiting = new Map();
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      const part = ids.slice(from, from + MOST_AT_ONCE);
      const all = part.flatMap((itemId) => waiters.get(itemId)!.map((waiter) => ({ itemId, waiter })));
      load(part).then(
        (items) => {
          const found = new Map(items.map((item) => [item.itemId, item]));
          for (const { itemId, waiter } of all) waiter.resolve(found.get(itemId) ?? null);
        },
        (error: unknown) => {
          for (const { waiter } of all) waiter.reject(error);
        },
      );
    }
  }

  return (itemId) => {
    // The log may name what never could be an item, and one of these would spoil the call for all.
    if (!ID_PATTERN.test(itemId)) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      if (waiting.size === 0) later(send);
      const waiters = waiting.get(itemId) ?? [];
      waiting.set(itemId, [...waiters, { resolve, reject }]);
    });
  };
}

/** As GET /v1/items takes. */
const MOST_AT_ONCE = 100;

interface Waiter {
  resolve(item: Item | null): void;
  reject(error: unknown): void;
}
