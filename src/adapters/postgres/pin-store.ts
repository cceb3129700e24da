import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { afterVerdict, auditedVerdict, judged, reopened, reviewAfter } from '../../domain/pin-approval.ts';
import type { Change } from '../../domain/ports/audit-log.ts';
import {
  cursorAfter,
  draftOfPin,
  ONCE_MS,
  type Once,
  onceReused,
  PIN_APPROVE,
  PIN_CREATE,
  PIN_REJECT,
  PIN_REMOVE,
  PIN_REOPEN,
  PIN_REPLACE,
  PIN_RESTORE,
  type PinDraft,
  type PinReview,
  type PinStore,
  type PinVerdict,
  pinChanged,
  pinNoOfCursor,
  pinObject,
  type StoredPin,
} from '../../domain/ports/pin-store.ts';
import { insertAudit } from './audit-log.ts';
import { type PinRow, pinColumns, storedPinOf } from './pin-rows.ts';
import { inTransaction } from './pool.ts';

/** Pins by number. A removed one is hidden, not deleted: the log goes on naming it. `needsApproval`: new versions wait for a second editor. */
export function createPinStore({ pool, needsApproval = false }: { pool: Pool; needsApproval?: boolean }): PinStore {
  /** Changes take turns from here to their commit. The turn is taken before any pin is touched: who has a pin never waits for it. */
  const inTurn = <R>(work: (client: PoolClient) => Promise<R>): Promise<R> =>
    inTransaction(pool, async (client) => {
      await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'pins' FOR UPDATE`);
      return work(client);
    });

  async function find(client: Pick<Pool, 'query'>, pinId: string, isRemoved: boolean): Promise<StoredPin | null> {
    const { rows } = await client.query('SELECT * FROM pins WHERE pin_id = $1 AND (removed_at IS NOT NULL) = $2', [
      pinId,
      isRemoved,
    ]);
    return rows[0] ? storedPinOf(rows[0]) : null;
  }

  async function expected(client: PoolClient, pinId: string, version: number | null): Promise<StoredPin | null> {
    const stored = await find(client, pinId, false);
    if (stored !== null && version !== null && stored.pin.version !== version) throw pinChanged();
    return stored;
  }

  const judge =
    (action: string, state: PinVerdict['state']): PinStore['approve'] =>
    (pinId, expectedVersion, change) =>
      inTurn(async (client) => {
        const before = await expected(client, pinId, expectedVersion);
        if (before === null) return null;
        const verdict = judged(before, state, change, needsApproval);
        const { draft, review } = afterVerdict(before, verdict);
        const after = await put(client, pinId, change, draft, review);
        await audit(client, change, action, pinId, auditedVerdict(before, verdict));
        return after;
      });

  return {
    create: (draft, change, once = null) =>
      inTurn(async (client) => {
        if (once !== null) await forgetOnce(client, once, change.atMs);
        const review = reviewAfter(null, draft, change, { needsApproval });
        const { rows } = await client.query(
          `INSERT INTO pins (pin_id, created_at, updated_at, item_id, body, valid_from, valid_until, waiting, verdict, drafted_by, once_key, once_digest)
           VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (once_key) WHERE once_key IS NOT NULL DO NOTHING RETURNING *`,
          [
            ...[randomUUID(), new Date(change.atMs), ...pinColumns(draft, review)],
            ...[once?.key ?? null, once?.digest ?? null],
          ],
        );
        if (!rows[0]) return madeBefore(client, once!);
        const made = storedPinOf(rows[0]);
        await audit(client, change, PIN_CREATE, made.pin.pinId, { before: null, after: draft });
        return made;
      }),
    get: (pinId) => find(pool, pinId, false),
    async list({ cursor, limit, rowId, itemId, campaign, removed = false, waiting = false }) {
      const { rows } = await pool.query(
        `SELECT * FROM pins
         WHERE pin_no > $1 AND (removed_at IS NOT NULL) = $3
           AND ($4::text IS NULL OR coalesce(waiting->'draft', body)->>'rowId' = $4)
           AND ($5::text IS NULL OR coalesce(waiting->'draft'->>'itemId', item_id) = $5)
           AND ($6::text IS NULL OR coalesce(waiting->'draft', body)->>'campaign' = $6)
           ${waiting ? 'AND waiting IS NOT NULL' : ''}
         ORDER BY pin_no LIMIT $2`,
        [pinNoOfCursor(cursor), limit + 1, removed, rowId ?? null, itemId ?? null, campaign ?? null],
      );
      const pins = rows.slice(0, limit).map(storedPinOf);
      return { pins, nextCursor: rows.length > limit ? cursorAfter(pins[limit - 1]!) : null };
    },
    replace: (pinId, draft, expectedVersion, change) =>
      inTurn(async (client) => {
        const before = await expected(client, pinId, expectedVersion);
        if (before === null) return null;
        const after = await put(client, pinId, change, draft, reviewAfter(before, draft, change, { needsApproval }));
        await audit(client, change, PIN_REPLACE, pinId, { before: draftOfPin(before.pin), after: draft });
        return after;
      }),
    remove: (pinId, expectedVersion, change) =>
      inTurn(async (client) => {
        const before = await expected(client, pinId, expectedVersion);
        if (before === null) return false;
        await client.query('UPDATE pins SET removed_at = $2 WHERE pin_id = $1', [pinId, new Date(change.atMs)]);
        await audit(client, change, PIN_REMOVE, pinId, { before: draftOfPin(before.pin), after: null });
        return true;
      }),
    restore: (pinId, draft, change) =>
      inTurn(async (client) => {
        const before = await find(client, pinId, true);
        if (before === null) return null;
        const review = reviewAfter(before, draft, change, { needsApproval, isBack: true });
        const after = await put(client, pinId, change, draft, review);
        await audit(client, change, PIN_RESTORE, pinId, { before: null, after: draft });
        return after;
      }),
    approve: judge(PIN_APPROVE, 'approved'),
    reject: judge(PIN_REJECT, 'rejected'),
    reopen: (pinId, wanted, change) =>
      inTurn(async (client) => {
        const before = await find(client, pinId, false);
        if (before === null) return null;
        const { draft, review, audited } = reopened(before, wanted, change);
        const after = await put(client, pinId, change, draft, review);
        await audit(client, change, PIN_REOPEN, pinId, audited);
        return after;
      }),
    async current(nowMs) {
      const { rows } = await pool.query(
        `SELECT * FROM pins WHERE removed_at IS NULL
           AND (valid_until > $1 OR (waiting IS NOT NULL AND (waiting->'draft'->>'until')::timestamptz > $1))
         ORDER BY pin_no`,
        [new Date(nowMs)],
      );
      return rows.map(storedPinOf);
    },
  };
}

async function put(
  client: PoolClient,
  pinId: string,
  { atMs }: Change,
  draft: PinDraft,
  review: PinReview,
): Promise<StoredPin> {
  const { rows } = await client.query(
    `UPDATE pins SET updated_at = $2, item_id = $3, body = $4, valid_from = $5, valid_until = $6, waiting = $7, verdict = $8,
       drafted_by = $9, version = version + 1, removed_at = NULL
     WHERE pin_id = $1 RETURNING *`,
    [pinId, new Date(atMs), ...pinColumns(draft, review)],
  );
  return storedPinOf(rows[0] as PinRow);
}

function audit(
  client: PoolClient,
  change: Change,
  action: string,
  pinId: string,
  states: { readonly before: unknown; readonly after: unknown },
): Promise<void> {
  return insertAudit(client, { ...change, ...states, action, object: pinObject(pinId) });
}

async function forgetOnce(client: PoolClient, { key }: Once, nowMs: number): Promise<void> {
  const before = new Date(nowMs - ONCE_MS);
  await client.query('UPDATE pins SET once_key = NULL WHERE once_key = $1 AND created_at <= $2', [key, before]);
}

async function madeBefore(client: PoolClient, { key, digest }: Once): Promise<StoredPin> {
  const { rows } = await client.query('SELECT * FROM pins WHERE once_key = $1', [key]);
  if (rows[0]?.once_digest !== digest) throw onceReused();
  return storedPinOf(rows[0]);
}
