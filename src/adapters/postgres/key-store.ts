import type { Pool } from 'pg';
import type { Origin } from '../../domain/origin.ts';
import type { ApiKey, KeyStore, Role } from '../../domain/ports/key-store.ts';

/** API keys, by the hash of their secret. */
export function createKeyStore({ pool }: { pool: Pool }): KeyStore {
  return {
    async create(key, nowMs) {
      const { rows } = await pool.query(
        `INSERT INTO api_keys (key_id, role, name, origin, key_hash, created_at, rate_per_s)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *`,
        [key.keyId, key.role, key.name, key.origin, key.keyHash, new Date(nowMs), key.ratePerS ?? null],
      );
      return keyOf(rows[0]);
    },
    async list() {
      const { rows } = await pool.query('SELECT * FROM api_keys ORDER BY created_at, key_id');
      return rows.map(keyOf);
    },
    async findByHash(keyHash) {
      const { rows } = await pool.query('SELECT * FROM api_keys WHERE key_hash = $1', [keyHash]);
      return rows[0] ? keyOf(rows[0]) : null;
    },
    async revoke(keyId, nowMs) {
      const { rowCount } = await pool.query(
        'UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2) WHERE key_id = $1',
        [keyId, new Date(nowMs)],
      );
      return rowCount === 1;
    },
  };
}

interface KeyRow {
  readonly key_id: string;
  readonly role: Role;
  readonly name: string;
  readonly origin: Origin;
  readonly key_hash: string;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
  readonly rate_per_s: number | null;
}

const keyOf = (row: KeyRow): ApiKey => ({
  keyId: row.key_id,
  role: row.role,
  name: row.name,
  origin: row.origin,
  keyHash: row.key_hash,
  createdAt: row.created_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
  ratePerS: row.rate_per_s,
});
