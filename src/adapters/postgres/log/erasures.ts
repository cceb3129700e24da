import type { Pool, PoolClient } from 'pg';
import { MarqueeError } from '../../../domain/errors.ts';
import type { ErasureOrder, Erasures, Removed, StateRepair, Tombstone } from '../../../domain/ports/erasures.ts';
import { inTransaction } from '../pool.ts';

/**
 * Tombstones, and deletion by user from every table that knows one; docs/log-schema.md, "Erasure". Nobody writes to the log while an
 * erasure waits for those who do: `lockTimeoutMs` at most, then it is 'unavailable'.
 */
export function createErasures({ pool, lockTimeoutMs = 10_000 }: { pool: Pool; lockTimeoutMs?: number }): Erasures {
  return {
    async onePerson(userKey) {
      const { rows } = await pool.query('SELECT user_key_text(user_key) AS user_key FROM one_person($1)', [userKey]);
      return rows.map((row) => row.user_key);
    },
    erase: (order) =>
      inTransaction(pool, async (client) => {
        // One person's rows are looked up, whatever tables that were never analysed look like.
        await client.query('SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off');
        await lockWritersOut(client, lockTimeoutMs);
        // Only now: what another wrote while we waited counts.
        const person = await client.query('SELECT user_key FROM one_person($1)', [order.userKey]);
        const userKeys: string[] = person.rows.map((row) => row.user_key);
        const erasedAt = await erasureTime(client, userKeys, order);
        await client.query(NOTE_REPAIRS, [userKeys, erasedAt]);
        const { rows } = await client.query(BURY, [userKeys, erasedAt]);
        const erased = await client.query('SELECT erase_from_log($1::uuid[], $2::timestamptz) AS removed', [
          userKeys,
          erasedAt,
        ]);
        const removed: Removed = erased.rows[0].removed;
        if (order.receiptId !== null) {
          await client.query(WRITE_RECEIPT, [order.receiptId, order.userKey, erasedAt, JSON.stringify(removed)]);
        }
        return { tombstones: rows.map(tombstoneOf), removed };
      }),
    async addToReceipt(receiptId, removed) {
      await pool.query('UPDATE erasure_receipts SET removed = removed || $2 WHERE receipt_id = $1', [
        receiptId,
        JSON.stringify(removed),
      ]);
    },
    async since(afterNo) {
      const { rows } = await pool.query<NumberedRow>(SINCE, [afterNo]);
      const repairs = rows.filter((row) => row.is_repair);
      return {
        toNo: rows.at(-1)?.no ?? afterNo,
        tombstones: rows.filter((row) => !row.is_repair).map(tombstoneOf),
        repairs: repairs.map((row): StateRepair => ({ userKey: row.user_key, inheritedUntilMs: row.at_ms })),
      };
    },
    async withLateMerges() {
      const { rows } = await pool.query(LATE_MERGES);
      return rows.map(tombstoneOf);
    },
  };
}

interface TombstoneRow {
  /** 32 hex characters. */
  readonly user_key: string;
  readonly at_ms: number;
}

interface NumberedRow extends TombstoneRow {
  readonly no: number;
  readonly is_repair: boolean;
}

const tombstoneOf = (row: TombstoneRow): Tombstone => ({ userKey: row.user_key, erasedAtMs: row.at_ms });

async function erasureTime(client: PoolClient, userKeys: readonly string[], order: ErasureOrder): Promise<Date> {
  if (!order.throughNewest) return new Date(order.erasedAtMs);
  const { rows } = await client.query(NEWEST, [userKeys]);
  return new Date(Math.max(order.erasedAtMs, rows[0].at_ms ?? 0));
}

/** As ship() takes it, but alone: after this nobody is writing rows who has not heard of the tombstones. */
async function lockWritersOut(client: PoolClient, timeoutMs: number): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${timeoutMs}`);
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.log_writers', 0))`);
  } catch (cause) {
    if ((cause as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw cause;
    throw new MarqueeError(
      'unavailable',
      'The log is in use, its roll-ups are being made anew perhaps. Try again later.',
      {
        cause,
      },
    );
  }
  await client.query('SET LOCAL lock_timeout = 0');
}

const LOCK_NOT_AVAILABLE = '55P03';

const MS = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Rounded up: a stamp may have microseconds, and a user state knows milliseconds. */
const NEWEST = `
SELECT ceil(${MS('max(at)')}) AS at_ms FROM (
  SELECT max(occurred_at) AS at FROM events WHERE user_key = ANY ($1::uuid[])
  UNION ALL SELECT max(served_at) FROM decisions WHERE user_key = ANY ($1::uuid[])
  UNION ALL SELECT max(changed_at) FROM user_changes WHERE user_key = ANY ($1::uuid[]) OR from_user_key = ANY ($1::uuid[])
) AS newest`;

/** Before the links go. Replicas that were away longer than this begin with an empty journal or rebuild the states. */
const NOTE_REPAIRS = `
WITH old AS (DELETE FROM state_repairs WHERE noted_at < now() - interval '30 days' OR user_key = ANY ($1::uuid[]))
INSERT INTO state_repairs (user_key, inherited_until)
SELECT user_key, $2::timestamptz FROM heirs_of($1::uuid[])`;

const BURY = `
INSERT INTO erasures AS kept (user_key, erased_at) SELECT user_key, $2::timestamptz FROM unnest($1::uuid[]) AS t (user_key)
ON CONFLICT (user_key) DO UPDATE SET erased_at = excluded.erased_at, erasure_no = nextval('erasure_numbers')
  WHERE kept.erased_at < excluded.erased_at
RETURNING user_key_text(user_key) AS user_key, ${MS('erased_at')} AS at_ms`;

const WRITE_RECEIPT = `INSERT INTO erasure_receipts (receipt_id, user_key, erased_at, removed) VALUES ($1, $2, $3, $4)`;

/** One statement, so that no number is seen before a lower one. */
const SINCE = `
SELECT erasure_no AS no, user_key_text(user_key) AS user_key, ${MS('erased_at')} AS at_ms, false AS is_repair
FROM erasures WHERE erasure_no > $1
UNION ALL
SELECT repair_no, user_key_text(user_key), ${MS('inherited_until')}, true FROM state_repairs WHERE repair_no > $1
ORDER BY no`;

const LATE_MERGES = `
SELECT user_key_text(e.user_key) AS user_key, ${MS('e.erased_at')} AS at_ms
FROM erasures e
WHERE EXISTS (SELECT FROM user_changes c
  WHERE c.user_key = e.user_key AND c.kind = 'merge' AND c.changed_at <= e.erased_at)`;
