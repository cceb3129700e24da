import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import {
  ONCE_MS,
  type Once,
  onceReused,
  type PinDraft,
  type PinStore,
  type StoredPin,
} from '../../domain/ports/pin-store.ts';
import { storableJson } from './binary-writer.ts';

/** Pins by number. A removed one is hidden, not deleted: the log goes on naming it. */
export function createPinStore({ pool }: { pool: Pool }): PinStore {
  async function exists(pinId: string): Promise<boolean> {
    const { rowCount } = await pool.query('SELECT 1 FROM pins WHERE pin_id = $1 AND removed_at IS NULL', [pinId]);
    return rowCount === 1;
  }

  /** Nothing was changed although a version was expected: either there is no such pin, or it has another version. */
  async function refuseIfStale(pinId: string, expectedVersion: number | null): Promise<void> {
    if (expectedVersion !== null && (await exists(pinId))) {
      throw new MarqueeError(
        'precondition-failed',
        'The pin has changed since you read it: read it again, then repeat.',
      );
    }
  }

  async function forgetOnce({ key }: Once, nowMs: number): Promise<void> {
    const before = new Date(nowMs - ONCE_MS);
    await pool.query('UPDATE pins SET once_key = NULL WHERE once_key = $1 AND created_at <= $2', [key, before]);
  }

  async function madeBefore({ key, digest }: Once): Promise<StoredPin> {
    const { rows } = await pool.query('SELECT * FROM pins WHERE once_key = $1', [key]);
    if (rows[0]?.once_digest !== digest) throw onceReused();
    return storedOf(rows[0]);
  }

  return {
    async create(draft, nowMs, once = null) {
      if (once !== null) await forgetOnce(once, nowMs);
      // Of two at once with one key the second waits here for the first's row.
      const { rows } = await pool.query(
        `INSERT INTO pins (pin_id, item_id, body, valid_from, valid_until, created_at, updated_at, once_key, once_digest)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)
         ON CONFLICT (once_key) WHERE once_key IS NOT NULL DO NOTHING RETURNING *`,
        [randomUUID(), ...columnsOf(draft), new Date(nowMs), once?.key ?? null, once?.digest ?? null],
      );
      return rows[0] ? storedOf(rows[0]) : madeBefore(once!);
    },
    async get(pinId) {
      const { rows } = await pool.query('SELECT * FROM pins WHERE pin_id = $1 AND removed_at IS NULL', [pinId]);
      return rows[0] ? storedOf(rows[0]) : null;
    },
    async list({ cursor, limit }) {
      const { rows } = await pool.query(
        'SELECT * FROM pins WHERE removed_at IS NULL AND pin_no > $1 ORDER BY pin_no LIMIT $2',
        [decodeCursor(cursor), limit + 1],
      );
      const pins = rows.slice(0, limit).map(storedOf);
      return { pins, nextCursor: rows.length > limit ? String(pins[limit - 1]!.pinNo) : null };
    },
    async replace(pinId, draft, expectedVersion, nowMs) {
      const { rows } = await pool.query(
        `UPDATE pins SET item_id = $2, body = $3, valid_from = $4, valid_until = $5, updated_at = $6, version = version + 1
         WHERE pin_id = $1 AND removed_at IS NULL AND ($7::int4 IS NULL OR version = $7) RETURNING *`,
        [pinId, ...columnsOf(draft), new Date(nowMs), expectedVersion],
      );
      if (rows[0]) return storedOf(rows[0]);
      await refuseIfStale(pinId, expectedVersion);
      return null;
    },
    async remove(pinId, expectedVersion) {
      const { rowCount } = await pool.query(
        `UPDATE pins SET removed_at = now()
         WHERE pin_id = $1 AND removed_at IS NULL AND ($2::int4 IS NULL OR version = $2)`,
        [pinId, expectedVersion],
      );
      if (rowCount === 1) return true;
      await refuseIfStale(pinId, expectedVersion);
      return false;
    },
    async current(nowMs) {
      const { rows } = await pool.query(
        'SELECT * FROM pins WHERE removed_at IS NULL AND valid_until > $1 ORDER BY pin_no',
        [new Date(nowMs)],
      );
      return rows.map(storedOf);
    },
  };
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

function decodeCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new MarqueeError('invalid-request', 'The cursor is not one of ours: use nextCursor of the page before.');
  }
  return Number(cursor);
}
