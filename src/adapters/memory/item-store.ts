import { isDeepStrictEqual } from 'node:util';
import { MarqueeError } from '../../domain/errors.ts';
import type { Item, StoredItem } from '../../domain/item.ts';
import { hasTag, withTag } from '../../domain/item-tags.ts';
import type { AuditEntry } from '../../domain/ports/audit-log.ts';
import {
  type AuditedBlock,
  type AuditedTag,
  ITEM_BLOCK,
  ITEM_DELETE,
  ITEM_RESTORE,
  ITEM_TAG,
  ITEM_UNBLOCK,
  type ItemNumbers,
  type ItemStore,
  itemObject,
} from '../../domain/ports/item-store.ts';

/**
 * The catalogue in a Map, for tests and tools without a database; `announce` is called after every change, `audit` before one that is
 * audited.
 */
export function createMemoryItemStore(
  announce: () => void = () => {},
  audit: (entry: AuditEntry) => void = () => {},
): ItemStore & { readonly numbers: ItemNumbers } {
  const items = new Map<string, StoredItem>();
  const blockReasons = new Map<string, string>();
  const numberOf = new Map<string, number>();
  let revision = 0;

  const numberFor = (itemId: string): number => {
    const known = numberOf.get(itemId) ?? numberOf.size + 1;
    numberOf.set(itemId, known);
    return known;
  };

  /** Stores the changed item under a new revision. */
  function put(itemId: string, change: Omit<StoredItem, 'itemNo' | 'revision'>): void {
    revision++;
    items.set(itemId, { ...change, itemNo: numberFor(itemId), revision });
  }

  function listed(): StoredItem[] {
    return [...items.values()]
      .filter((stored) => !stored.deleted)
      .sort((a, b) => (a.item.itemId < b.item.itemId ? -1 : 1));
  }

  return {
    numbers: {
      resolve: async (itemIds) => Int32Array.from(itemIds, numberFor),
      known: (itemId) => numberOf.get(itemId) ?? 0,
    },
    async upsert(given) {
      const latest = new Map<string, Item>(given.map((item) => [item.itemId, item]));
      const counts = { created: 0, changed: 0, unchanged: 0 };
      for (const item of latest.values()) {
        const before = items.get(item.itemId);
        if (before === undefined || before.deleted) counts.created++;
        else if (isDeepStrictEqual(before.item, item)) {
          counts.unchanged++;
          continue;
        } else counts.changed++;
        // A block outlives a replacement and a deletion: it ends only when someone ends it.
        put(item.itemId, { item, blocked: before?.blocked ?? false, deleted: false });
      }
      if (counts.created + counts.changed > 0) announce();
      return counts;
    },
    async get(itemId) {
      const stored = items.get(itemId);
      return stored === undefined || stored.deleted ? null : stored;
    },
    async list({ query, itemIds = null, cursor, limit }) {
      const after = cursor === null ? '' : decodeCursor(cursor);
      const wanted = query?.toLowerCase() ?? '';
      const rest = listed().filter(
        ({ item }) =>
          item.itemId > after &&
          (itemIds === null || itemIds.includes(item.itemId)) &&
          (item.title.toLowerCase().includes(wanted) || item.itemId.toLowerCase().includes(wanted)),
      );
      const page = rest.slice(0, limit);
      return { items: page, nextCursor: rest.length > limit ? encodeCursor(page.at(-1)!.item.itemId) : null };
    },
    async remove(itemId, change) {
      const stored = items.get(itemId);
      if (stored === undefined || stored.deleted) return false;
      audit({ ...change, action: ITEM_DELETE, object: itemObject(itemId), before: stored.item, after: null });
      put(itemId, { ...stored, deleted: true });
      announce();
      return true;
    },
    async restore(itemId, change) {
      const stored = items.get(itemId);
      if (stored === undefined || !stored.deleted) return false;
      audit({ ...change, action: ITEM_RESTORE, object: itemObject(itemId), before: null, after: stored.item });
      put(itemId, { ...stored, deleted: false });
      announce();
      return true;
    },
    async setBlocked(itemId, blocked, blockReason, change) {
      const stored = items.get(itemId);
      if (stored === undefined || stored.deleted) return false;
      const before: AuditedBlock = { blocked: stored.blocked, reason: blockReasons.get(itemId) ?? null };
      const after: AuditedBlock = { blocked, reason: blocked ? blockReason : null };
      if (isDeepStrictEqual(before, after) && change.undoes === undefined) return true;
      audit({ ...change, action: blocked ? ITEM_BLOCK : ITEM_UNBLOCK, object: itemObject(itemId), before, after });
      if (blocked) blockReasons.set(itemId, blockReason);
      else blockReasons.delete(itemId);
      put(itemId, { ...stored, blocked });
      announce();
      return true;
    },
    async setTag(itemId, tag, on, change) {
      const stored = items.get(itemId);
      if (stored === undefined || stored.deleted) return false;
      const before: AuditedTag = { ...tag, on: hasTag(stored.item, tag) };
      if (before.on === on && change.undoes === undefined) return true;
      const item = withTag(stored.item, tag, on);
      const after: AuditedTag = { ...tag, on };
      audit({ ...change, action: ITEM_TAG, object: itemObject(itemId), before, after });
      put(itemId, { ...stored, item });
      announce();
      return true;
    },
    async *changedSince(since) {
      const changed = [...items.values()]
        .filter((stored) => stored.revision > since)
        .sort((a, b) => a.revision - b.revision);
      for (let start = 0; start < changed.length; start += BATCH_SIZE) yield changed.slice(start, start + BATCH_SIZE);
    },
    count: async () => listed().length,
  };
}

const BATCH_SIZE = 1000;

const encodeCursor = (itemId: string): string => Buffer.from(itemId).toString('base64url');

function decodeCursor(cursor: string): string {
  const itemId = Buffer.from(cursor, 'base64url').toString();
  if (encodeCursor(itemId) === cursor) return itemId;
  throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
}
