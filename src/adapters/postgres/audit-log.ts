import type { Pool, PoolClient } from 'pg';
import type { AuditEntry, AuditLog, StoredAuditEntry } from '../../domain/ports/audit-log.ts';

export function createAuditLog({ pool }: { pool: Pool }): AuditLog {
  return {
    async list({ object, before, limit }) {
      const { rows } = await pool.query(
        `SELECT * FROM audit_log
         WHERE ($1::text IS NULL OR object = $1) AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
        [object ?? null, before ?? null, limit],
      );
      return rows.map(entryOf);
    },
  };
}

/** Within the transaction of the change that it tells of. */
export async function insertAudit(client: PoolClient, entry: AuditEntry): Promise<void> {
  const { atMs, actor, action, object, before, after, reason } = entry;
  await client.query(
    'INSERT INTO audit_log (at, actor, action, object, before, after, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [new Date(atMs), actor, action, object, jsonOf(before), jsonOf(after), reason],
  );
}

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

interface AuditRow extends Omit<StoredAuditEntry, 'atMs'> {
  readonly at: Date;
}

const entryOf = ({ at, ...row }: AuditRow): StoredAuditEntry => ({ ...row, atMs: at.getTime() });
