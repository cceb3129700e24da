import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Change } from '../../domain/ports/audit-log.ts';
import {
  type EditorialKind,
  type EditorialStore,
  type EditorialVerb,
  editorialAction,
  editorialObject,
  limitReached,
  MOST_OF_A_KIND,
  numberOfCursor,
  objectChanged,
  objectExists,
  type Stored,
} from '../../domain/ports/editorial-store.ts';
import { ONCE_MS, type Once, onceReused } from '../../domain/ports/pin-store.ts';
import { insertAudit } from './audit-log.ts';
import { storableJson } from './binary-writer.ts';
import { inTransaction } from './pool.ts';

/** The objects of one kind. A removed one is hidden, not deleted: its versions and its place in the list go on when it comes back. */
export function createEditorialStore<T>(
  { kind, complete }: EditorialKind<T>,
  { pool }: { pool: Pool },
): EditorialStore<T> {
  /** All changes take turns from here to their commit: each sees what those before it did, also of objects that are not there yet. */
  const inTurn = <R>(work: (client: PoolClient) => Promise<R>): Promise<R> =>
    inTransaction(pool, async (client) => {
      await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'editorial' FOR UPDATE`);
      return work(client);
    });

  /** As it is, also when it was removed. */
  async function find(client: Pick<Pool, 'query'>, id: string): Promise<Row | null> {
    const { rows } = await client.query('SELECT * FROM editorial_objects WHERE kind = $1 AND id = $2', [kind, id]);
    return rows[0] ?? null;
  }

  /** `before`: the removed one whose id it takes, if there is one; its versions go on. */
  async function add(client: PoolClient, id: string, value: T, before: Row | null, change: Change, once: Once | null) {
    const { rows: counts } = await client.query(
      'SELECT count(*) AS count FROM editorial_objects WHERE kind = $1 AND removed_at IS NULL',
      [kind],
    );
    if (counts[0].count >= MOST_OF_A_KIND) throw limitReached(kind);
    const { rows } = await client.query(
      `INSERT INTO editorial_objects (kind, id, value, version, created_at, updated_at, updated_by, once_key, once_digest)
       VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)
       ON CONFLICT (kind, id) DO UPDATE SET (number, value, version, created_at, updated_at, updated_by, removed_at, once_key, once_digest) =
         ROW (excluded.number, excluded.value, excluded.version, excluded.created_at, excluded.updated_at, excluded.updated_by, NULL,
           excluded.once_key, excluded.once_digest)
       RETURNING *`,
      [
        kind,
        id,
        storableJson(value),
        (before?.version ?? 0) + 1,
        new Date(change.atMs),
        change.actor,
        once?.key ?? null,
        once?.digest ?? null,
      ],
    );
    await audit(client, 'create', id, null, value, change);
    return storedOf(rows[0]);
  }

  async function update(client: PoolClient, verb: 'replace' | 'restore', before: Row, value: T, change: Change) {
    const { rows } = await client.query(
      `UPDATE editorial_objects SET value = $3, version = version + 1, updated_at = $4, updated_by = $5, removed_at = NULL
       WHERE kind = $1 AND id = $2 RETURNING *`,
      [kind, before.id, storableJson(value), new Date(change.atMs), change.actor],
    );
    await audit(client, verb, before.id, verb === 'restore' ? null : storedOf(before).value, value, change);
    return storedOf(rows[0]);
  }

  const audit = (
    client: PoolClient,
    verb: EditorialVerb,
    id: string,
    before: T | null,
    after: T | null,
    change: Change,
  ) =>
    insertAudit(client, {
      ...change,
      action: editorialAction(kind, verb),
      object: editorialObject(kind, id),
      before,
      after,
    });

  /** What was made with this key not too long ago; null: nothing. */
  async function madeBefore(client: PoolClient, { key, digest }: Once, nowMs: number): Promise<Stored<T> | null> {
    const { rows } = await client.query(
      'SELECT * FROM editorial_objects WHERE kind = $1 AND once_key = $2 AND created_at > $3 ORDER BY number DESC LIMIT 1',
      [kind, key, new Date(nowMs - ONCE_MS)],
    );
    const made: Row | undefined = rows[0];
    if (made !== undefined && made.once_digest !== digest) throw onceReused();
    return made === undefined ? null : storedOf(made);
  }

  function storedOf(row: Row): Stored<T> {
    return {
      id: row.id,
      value: complete(row.value),
      version: row.version,
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      updatedBy: row.updated_by,
    };
  }

  return {
    async list({ cursor, limit }) {
      const { rows } = await pool.query(
        `SELECT * FROM editorial_objects WHERE kind = $1 AND removed_at IS NULL AND number > $2 ORDER BY number LIMIT $3`,
        [kind, numberOfCursor(cursor), limit + 1],
      );
      const shown: Row[] = rows.slice(0, limit);
      const nextCursor = rows.length > limit ? String(shown.at(-1)!.number) : null;
      return { objects: shown.map(storedOf), nextCursor };
    },
    async all() {
      const { rows } = await pool.query(
        'SELECT * FROM editorial_objects WHERE kind = $1 AND removed_at IS NULL ORDER BY number',
        [kind],
      );
      return rows.map(storedOf);
    },
    async get(id) {
      const row = await find(pool, id);
      return row === null || row.removed_at !== null ? null : storedOf(row);
    },
    create: (id, value, change, once = null) =>
      inTurn(async (client) => {
        const made = once === null ? null : await madeBefore(client, once, change.atMs);
        if (made !== null) return made;
        const before = id === null ? null : await find(client, id);
        if (before !== null && before.removed_at === null) throw objectExists(kind, before.id);
        return add(client, id ?? randomUUID(), value, before, change, once);
      }),
    put: (id, value, ifVersion, change) =>
      inTurn(async (client) => {
        const before = await find(client, id);
        const isNew = before === null || before.removed_at !== null;
        if (ifVersion !== null && (isNew || before.version !== ifVersion)) throw objectChanged(kind);
        const stored = isNew
          ? await add(client, id, value, before, change, null)
          : await update(client, 'replace', before, value, change);
        return { stored, isNew };
      }),
    remove: (id, ifVersion, change) =>
      inTurn(async (client) => {
        const before = await find(client, id);
        if (before === null || before.removed_at !== null) return false;
        if (ifVersion !== null && before.version !== ifVersion) throw objectChanged(kind);
        await client.query('UPDATE editorial_objects SET removed_at = $3 WHERE kind = $1 AND id = $2', [
          kind,
          id,
          new Date(change.atMs),
        ]);
        await audit(client, 'remove', id, storedOf(before).value, null, change);
        return true;
      }),
    restore: (id, value, change) =>
      inTurn(async (client) => {
        const before = await find(client, id);
        return before === null || before.removed_at === null ? null : update(client, 'restore', before, value, change);
      }),
  };
}

interface Row {
  readonly id: string;
  readonly number: number;
  /** As an older or newer release may have put it. */
  readonly value: unknown;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_by: string;
  readonly removed_at: Date | null;
  readonly once_digest: string | null;
}
