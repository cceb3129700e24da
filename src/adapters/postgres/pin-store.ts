import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Change } from '../../domain/ports/audit-log.ts';
import {
  cursorAfter,
  draftOfPin,
  ONCE_MS,
  type Once,
  onceReused,
  PIN_CREATE,
  PIN_REMOVE,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinDraft,
  type PinStore,
  pinChanged,
  pinNoOfCursor,
  pinObject,
  type StoredPin,
} from '../../domain/ports/pin-store.ts';
import { insertAudit } from './audit-log.ts';
import { storableJson } from './binary-writer.ts';
import { inTransaction } from './pool.ts';

/** Pins by number. A removed one is hidden, not deleted: the log goes on naming it. */
export function createPinStore({ pool }: { pool: Pool }): PinStore {
  /** The pin, held until the transaction ends. */
  async function hold(client: PoolClient, pinId: string, isRemoved: boolean): Promise<StoredPin | null> {
    const { rows } = await client.query(
      'SELECT * FROM pins WHERE pin_id = $1 AND (removed_at IS NOT NULL) = $2 FOR UPDATE',
      [pinId, isRemoved],
    );
    return rows[0] ? storedOf(rows[0]) : null;
  }

  return {
    create: (draft, change, once = null) =>
      inTransaction(pool, async (client) => {
        if (once !== null) await forgetOnce(client, once, change.atMs);
        // Of two at once with one key the second waits here for the first's row.
        const { rows } = await client.query(
          `INSERT INTO pins (pin_id, item_id, body, valid_from, valid_until, created_at, updated_at, once_key, once_digest)
           VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)
           ON CONFLICT (once_key) WHERE once_key IS NOT NULL DO NOTHING RETURNING *`,
          [randomUUID(), ...columnsOf(draft), new Date(change.atMs), once?.key ?? null, once?.digest ?? null],
        );
        if (!rows[0]) return madeBefore(client, once!);
        const made = storedOf(rows[0]);
        await audit(client, change, PIN_CREATE, made.pin.pinId, null, draft);
        return made;
      }),
    async get(pinId) {
      const { rows } = await pool.query('SELECT * FROM pins WHERE pin_id = $1 AND removed_at IS NULL', [pinId]);
      return rows[0] ? storedOf(rows[0]) : null;
    },
    async list({ cursor, limit, rowId, itemId, campaign, removed = false }) {
      const { rows } = await pool.query(
        `SELECT * FROM pins
         WHERE pin_no > $1 AND (removed_at IS NOT NULL) = $3 AND ($4::text IS NULL OR body->>'rowId' = $4)
           AND ($5::text IS NULL OR item_id = $5) AND ($6::text IS NULL OR body->>'campaign' = $6)
         ORDER BY pin_no LIMIT $2`,
        [pinNoOfCursor(cursor), limit + 1, removed, rowId ?? null, itemId ?? null, campaign ?? null],
      );
      const pins = rows.slice(0, limit).map(storedOf);
      return { pins, nextCursor: rows.length > limit ? cursorAfter(pins[limit - 1]!) : null };
    },
    replace: (pinId, draft, expectedVersion, change) =>
      inTransaction(pool, async (client) => {
        const before = await hold(client, pinId, false);
        if (before === null) return null;
        requireVersion(before, expectedVersion);
        const after = await put(client, pinId, draft, change);
        await audit(client, change, PIN_REPLACE, pinId, draftOfPin(before.pin), draft);
        return after;
      }),
    remove: (pinId, expectedVersion, change) =>
      inTransaction(pool, async (client) => {
        const before = await hold(client, pinId, false);
        if (before === null) return false;
        requireVersion(before, expectedVersion);
        await client.query('UPDATE pins SET removed_at = $2 WHERE pin_id = $1', [pinId, new Date(change.atMs)]);
        await audit(client, change, PIN_REMOVE, pinId, draftOfPin(before.pin), null);
        return true;
      }),
    restore: (pinId, draft, change) =>
      inTransaction(pool, async (client) => {
        if ((await hold(client, pinId, true)) === null) return null;
        const after = await put(client, pinId, draft, change);
        await audit(client, change, PIN_RESTORE, pinId, null, draft);
        return after;
      }),
    async current(nowMs) {
      const { rows } = await pool.query(
        'SELECT * FROM pins WHERE removed_at IS NULL AND valid_until > $1 ORDER BY pin_no',
        [new Date(nowMs)],
      );
      return rows.map(storedOf);
    },
  };
}

async function put(client: PoolClient, pinId: string, draft: PinDraft, { atMs }: Change): Promise<StoredPin> {
  const { rows } = await client.query(
    `UPDATE pins SET item_id = $2, body = $3, valid_from = $4, valid_until = $5, updated_at = $6, version = version + 1,
       removed_at = NULL
     WHERE pin_id = $1 RETURNING *`,
    [pinId, ...columnsOf(draft), new Date(atMs)],
  );
  return storedOf(rows[0]);
}

function audit(
  client: PoolClient,
  change: Change,
  action: string,
  pinId: string,
  before: PinDraft | null,
  after: PinDraft | null,
): Promise<void> {
  return insertAudit(client, { ...change, action, object: pinObject(pinId), before, after });
}

async function forgetOnce(client: PoolClient, { key }: Once, nowMs: number): Promise<void> {
  const before = new Date(nowMs - ONCE_MS);
  await client.query('UPDATE pins SET once_key = NULL WHERE once_key = $1 AND created_at <= $2', [key, before]);
}

async function madeBefore(client: PoolClient, { key, digest }: Once): Promise<StoredPin> {
  const { rows } = await client.query('SELECT * FROM pins WHERE once_key = $1', [key]);
  if (rows[0]?.once_digest !== digest) throw onceReused();
  return storedOf(rows[0]);
}

function requireVersion({ pin }: StoredPin, expectedVersion: number | null): void {
  if (expectedVersion !== null && pin.version !== expectedVersion) throw pinChanged();
}

const columnsOf = (draft: PinDraft): unknown[] => [
  draft.itemId,
  storableJson(draft),
  new Date(draft.from),
  new Date(draft.until),
];

interface PinRow {
  readonly pin_no: number;
  readonly pin_id: string;
  readonly body: PinDraft;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What pins of before do not say. */
const ADDED_LATER = { repeat: null, campaign: null };

const storedOf = (row: PinRow): StoredPin => ({
  pinNo: row.pin_no,
  pin: {
    pinId: row.pin_id,
    ...ADDED_LATER,
    ...row.body,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  },
});
