import type { Pool, PoolClient } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Item, StoredItem } from '../../domain/item.ts';
import { hasTag, withTag } from '../../domain/item-tags.ts';
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
import { insertAudit } from './audit-log.ts';
import { storableJson } from './binary-writer.ts';
import { inTransaction } from './pool.ts';

/** The catalogue's table. `itemNumbers` must be of the same database. */
export function createItemStore({ pool, itemNumbers }: { pool: Pool; itemNumbers: ItemNumbers }): ItemStore {
  return {
    async upsert(items) {
      const latest = [...new Map(items.map((item) => [item.itemId, item])).values()];
      const itemNos = await itemNumbers.resolve(latest.map((item) => item.itemId));
      const seriesNos = await resolveSeries(latest, itemNumbers);
      return inTransaction(pool, async (client) => {
        const counts = { created: 0, changed: 0, unchanged: 0 };
        for (let from = 0; from < latest.length; from += ITEMS_A_STATEMENT) {
          const part = latest.slice(from, from + ITEMS_A_STATEMENT);
          const { written, created } = await write(
            client,
            part,
            itemNos.subarray(from, from + part.length),
            seriesNos.subarray(from, from + part.length),
          );
          counts.created += created;
          counts.changed += written - created;
          counts.unchanged += part.length - written;
        }
        return counts;
      });
    },
    async get(itemId) {
      const { rows } = await pool.query(`${SELECT} WHERE n.item_id = $1 AND NOT i.deleted`, [itemId]);
      return rows[0] ? storedOf(rows[0]) : null;
    },
    async list({ query, itemIds = null, cursor, limit }) {
      const { rows } = await pool.query(
        `${SELECT} WHERE NOT i.deleted AND n.item_id > $1 AND ($2::text IS NULL
           OR position(lower($2) IN lower(i.body ->> 'title')) > 0 OR position(lower($2) IN lower(n.item_id)) > 0)
           AND ($4::text[] IS NULL OR n.item_id = ANY ($4))
         ORDER BY n.item_id LIMIT $3`,
        [cursor === null ? '' : decodeCursor(cursor), query, limit + 1, itemIds],
      );
      const items = rows.slice(0, limit).map(storedOf);
      return { items, nextCursor: rows.length > limit ? encodeCursor(items[limit - 1]!.item.itemId) : null };
    },
    remove: (itemId, change) =>
      inTurn(pool, async (client) => {
        const { rows } = await client.query(`${CHANGE} deleted = true ${OF_ID} AND NOT deleted RETURNING body`, [
          itemId,
        ]);
        if (rows.length === 0) return false;
        const before: Item = rows[0].body;
        await insertAudit(client, { ...change, action: ITEM_DELETE, object: itemObject(itemId), before, after: null });
        return true;
      }),
    restore: (itemId, change) =>
      inTurn(pool, async (client) => {
        const { rows } = await client.query(`${CHANGE} deleted = false ${OF_ID} AND deleted RETURNING body`, [itemId]);
        if (rows.length === 0) return false;
        const after: Item = rows[0].body;
        await insertAudit(client, { ...change, action: ITEM_RESTORE, object: itemObject(itemId), before: null, after });
        return true;
      }),
    setBlocked: (itemId, blocked, blockReason, change) =>
      inTurn(pool, async (client) => {
        const found = `SELECT blocked, block_reason AS reason FROM items ${OF_ID} AND NOT deleted`;
        const { rows } = await client.query(found, [itemId]);
        if (rows.length === 0) return false;
        const before: AuditedBlock = rows[0];
        const after: AuditedBlock = { blocked, reason: blocked ? blockReason : null };
        const isSo = before.blocked === after.blocked && before.reason === after.reason;
        // An undo that came second finds it so, and is to be told.
        if (isSo && change.undoes === undefined) return true;
        await client.query(`${CHANGE} blocked = $2, block_reason = $3 ${OF_ID}`, [itemId, blocked, after.reason]);
        const action = blocked ? ITEM_BLOCK : ITEM_UNBLOCK;
        await insertAudit(client, { ...change, action, object: itemObject(itemId), before, after });
        return true;
      }),
    setTag: (itemId, tag, on, change) =>
      inTurn(pool, async (client) => {
        const { rows } = await client.query(`SELECT body FROM items ${OF_ID} AND NOT deleted`, [itemId]);
        if (rows.length === 0) return false;
        const item: Item = rows[0].body;
        const before: AuditedTag = { ...tag, on: hasTag(item, tag) };
        if (before.on === on && change.undoes === undefined) return true;
        await client.query(`${CHANGE} body = $2 ${OF_ID}`, [itemId, storableJson(withTag(item, tag, on))]);
        const after: AuditedTag = { ...tag, on };
        await insertAudit(client, { ...change, action: ITEM_TAG, object: itemObject(itemId), before, after });
        return true;
      }),
    async *changedSince(revision) {
      let after = revision;
      for (;;) {
        const { rows } = await pool.query(`${SELECT} WHERE i.revision > $1 ORDER BY i.revision LIMIT $2`, [
          after,
          ITEMS_A_STATEMENT,
        ]);
        if (rows.length > 0) yield rows.map(storedOf);
        if (rows.length < ITEMS_A_STATEMENT) return;
        after = rows.at(-1).revision;
      }
    },
    async count() {
      const { rows } = await pool.query('SELECT count(*) AS items FROM items WHERE NOT deleted');
      return rows[0].items;
    },
  };
}

const ITEMS_A_STATEMENT = 2_000;
const SELECT = `SELECT i.item_no, i.body, i.blocked, i.deleted, i.revision, i.added_at
  FROM items i JOIN item_ids n ON n.item_no = i.item_no`;
const CHANGE = `UPDATE items SET revision = nextval('item_revisions'), updated_at = now(),`;
const OF_ID = 'WHERE item_no = (SELECT item_no FROM item_ids WHERE item_id = $1)';

/** As every writer of the catalogue does: what is read from here on is what those before us left. */
const inTurn = <T>(pool: Pool, write: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (client) => {
    await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'catalogue' FOR UPDATE`);
    return write(client);
  });

/** 0 for an item without a series. */
async function resolveSeries(items: readonly Item[], itemNumbers: ItemNumbers): Promise<Int32Array> {
  const ids = items.flatMap((item) => item.seriesId ?? []);
  const numbers = await itemNumbers.resolve(ids);
  let next = 0;
  return Int32Array.from(items, (item) => (item.seriesId === null ? 0 : numbers[next++]!));
}

async function write(client: PoolClient, items: readonly Item[], itemNos: Int32Array, seriesNos: Int32Array) {
  const { rows } = await client.query(
    `WITH before AS (
       SELECT item_no FROM items WHERE item_no = ANY ($1::int4[]) AND NOT deleted
     ), written AS (
       INSERT INTO items (item_no, series_no, body, revision)
       SELECT item_no, nullif(series_no, 0), body, nextval('item_revisions')
       FROM unnest($1::int4[], $2::int4[], $3::jsonb[]) AS t (item_no, series_no, body)
       ON CONFLICT (item_no) DO UPDATE SET series_no = excluded.series_no, body = excluded.body, deleted = false,
         revision = excluded.revision, updated_at = now()
       WHERE items.deleted OR items.body <> excluded.body
       RETURNING item_no
     )
     SELECT count(*) AS written, count(*) FILTER (WHERE item_no NOT IN (SELECT item_no FROM before)) AS created
     FROM written`,
    [[...itemNos], [...seriesNos], items.map(storableJson)],
  );
  return rows[0] as { written: number; created: number };
}

interface ItemRow {
  readonly item_no: number;
  readonly body: Item;
  readonly blocked: boolean;
  readonly deleted: boolean;
  readonly revision: number;
  readonly added_at: Date;
}

const storedOf = (row: ItemRow): StoredItem => ({
  itemNo: row.item_no,
  item: row.body,
  blocked: row.blocked,
  deleted: row.deleted,
  revision: row.revision,
  addedAtMs: row.added_at.getTime(),
});

const encodeCursor = (itemId: string): string => Buffer.from(itemId, 'utf8').toString('base64url');

function decodeCursor(cursor: string): string {
  const itemId = Buffer.from(cursor, 'base64url').toString('utf8');
  if (itemId === '' || encodeCursor(itemId) !== cursor) {
    throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
  }
  return itemId;
}
