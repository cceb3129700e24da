import type { Item, StoredItem } from '../item.ts';
import type { ItemTag } from '../item-tags.ts';
import type { Change } from './audit-log.ts';

/** The catalogue's table. Every change gets a revision greater than all before and is announced (see change-feed.ts). */
export interface ItemStore {
  /** Inserts or replaces by item id, all in one transaction. An equal item changes nothing. Later of two in one call wins. */
  upsert(items: readonly Item[]): Promise<{ created: number; changed: number; unchanged: number }>;
  /** null: no such item, or deleted. */
  get(itemId: string): Promise<StoredItem | null>;
  /** By item id; `query` matches in title or id, case-insensitively; `itemIds`: of these alone. Deleted items are not listed. */
  list(options: {
    query: string | null;
    itemIds?: readonly string[] | null;
    cursor: string | null;
    limit: number;
  }): Promise<ItemPage>;
  /** Audited in the same transaction. false when there is no such item. The number stays taken; the log keeps its impressions. */
  remove(itemId: string, change: Change): Promise<boolean>;
  /** Brings a removed item back as it was, its block included; audited. false when there is none to bring back. */
  restore(itemId: string, change: Change): Promise<boolean>;
  /**
   * Blocks an item, saying why, or ends its block (the reason then counts for nothing); audited in the same transaction, unless it was so
   * already. false: no such item.
   */
  setBlocked(itemId: string, blocked: boolean, blockReason: string, change: Change): Promise<boolean>;
  /**
   * Gives an item a genre or tag, or takes it away; audited in the same transaction, unless it was so already. false: no such item. Throws
   * 'limit-reached' (item-tags.ts).
   */
  setTag(itemId: string, tag: ItemTag, on: boolean, change: Change): Promise<boolean>;
  /** What changed after a revision, deleted and blocked items included, by revision, in batches. */
  changedSince(revision: number): AsyncIterable<readonly StoredItem[]>;
  count(): Promise<number>;
}

export interface ItemPage {
  readonly items: readonly StoredItem[];
  readonly nextCursor: string | null;
}

/** Permanent item numbers. An id gets its number the first time anything mentions it, in the catalogue or not. */
export interface ItemNumbers {
  /** Numbers in the order of the ids, allotting the missing ones. Rejects when the store is away. */
  resolve(itemIds: readonly string[]): Promise<Int32Array>;
  /** The number if this process has met the id before, else 0; never waits. */
  known(itemId: string): number;
}

/** Of items in the audit log: the actions, and the object of each. What is put is not audited. Before and after a removal: the item. */
export const ITEM_DELETE = 'item.delete';
export const ITEM_RESTORE = 'item.restore';
export const ITEM_BLOCK = 'item.block';
export const ITEM_UNBLOCK = 'item.unblock';
export const ITEM_TAG = 'item.tag';
export const itemObject = (itemId: string): string => `item:${itemId}`;
/** Before and after a tag was set. */
export interface AuditedTag extends ItemTag {
  readonly on: boolean;
}
/** Before and after a block. */
export interface AuditedBlock {
  readonly blocked: boolean;
  /** null where it is not blocked. */
  readonly reason: string | null;
}
