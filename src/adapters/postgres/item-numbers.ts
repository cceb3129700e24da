import type { Pool } from 'pg';
import type { ItemNumbers } from '../../domain/ports/item-store.ts';

/** Permanent item numbers from the table `item_ids`, remembered by this process: a number once read never changes. */
export function createItemNumbers({ pool }: { pool: Pool }): ItemNumbers {
  const numbers = new Map<string, number>();

  async function learn(sql: string, itemIds: readonly string[]): Promise<readonly string[]> {
    if (itemIds.length === 0) return itemIds;
    const { rows } = await pool.query(sql, [itemIds]);
    for (const { item_id, item_no } of rows) numbers.set(item_id, item_no);
    return itemIds.filter((itemId) => !numbers.has(itemId));
  }

  return {
    async resolve(itemIds) {
      // In one order everywhere: two processes that allot the same ids wait for each other, never in a ring.
      const unknown = [...new Set(itemIds.filter((itemId) => !numbers.has(itemId)))].sort();
      const missing = await learn(READ, unknown);
      // What another process allots between the two statements is in neither: read it again.
      const lost = await learn(ALLOT, missing);
      await learn(READ, lost);
      return Int32Array.from(itemIds, (itemId) => numbers.get(itemId)!);
    },
    known: (itemId) => numbers.get(itemId) ?? 0,
  };
}

const READ = 'SELECT item_id, item_no FROM item_ids WHERE item_id = ANY ($1::text[])';
/** Only ids that were just found missing come here: a conflict would waste a number. */
const ALLOT = `INSERT INTO item_ids (item_id) SELECT unnest($1::text[])
  ON CONFLICT (item_id) DO NOTHING RETURNING item_id, item_no`;
