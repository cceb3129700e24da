import type { Pool, PoolClient } from 'pg';
import type { AuditEntry, AuditLog, StoredAuditEntry } from '../../domain/ports/audit-log.ts';
import { requireUndoable } from '../../domain/require-undoable.ts';

export function createAuditLog({ pool }: { pool: Pool }): AuditLog {
  return {
    record: (entry) => insertAudit(pool, entry),
    async list({ object, action, actor, fromMs, toMs, before, limit }) {
      const { rows } = await pool.query(
        `${SELECT}
         WHERE ($1::text IS NULL OR a.object = $1) AND ($2::text IS NULL OR starts_with(a.action, $2))
           AND ($3::text IS NULL OR a.actor = $3) AND ($4::timestamptz IS NULL OR a.at >= $4)
           AND ($5::timestamptz IS NULL OR a.at < $5) AND ($6::bigint IS NULL OR a.id < $6)
         ORDER BY a.id DESC LIMIT $7`,
        [object ?? null, action ?? null, actor ?? null, timeOf(fromMs), timeOf(toMs), before ?? null, limit],
      );
      return rows.map(entryOf);
    },
    async get(id) {
      const { rows } = await pool.query(`${SELECT} WHERE a.id = $1`, [id]);
      return rows[0] ? entryOf(rows[0]) : null;
    },
  };
}

/**
 * Within the transaction of the change that it tells of, and after that change: whoever changes the same object waits there until this
 * one is over, so that what an undo sees here stays so until it is committed. Throws 'cannot-undo' (see Change.undoes).
 */
export async function insertAudit(client: Pick<PoolClient, 'query'>, entry: AuditEntry): Promise<void> {
  const { atMs, actor, action, object, before, after, reason, undoes } = entry;
  if (undoes !== undefined) {
    const { rows } = await client.query(
      'SELECT id, action, undoes FROM audit_log WHERE object = $1 AND id >= $2 ORDER BY id',
      [object, undoes],
    );
    requireUndoable(undoes, rows);
  }
  await client.query(
    `INSERT INTO audit_log (at, actor, action, object, before, after, reason, undoes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [new Date(atMs), actor, action, object, jsonOf(before), jsonOf(after), reason, undoes ?? null],
  );
}

const SELECT = `SELECT a.*, u.id AS undone_by, coalesce(k.name, p.name) AS actor_name
  FROM audit_log a LEFT JOIN audit_log u ON u.undoes = a.id
    LEFT JOIN api_keys k ON k.key_id = a.actor LEFT JOIN people p ON p.person_id = a.actor`;

const timeOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

interface AuditRow extends Omit<AuditEntry, 'atMs' | 'undoes'> {
  readonly id: number;
  readonly at: Date;
  readonly undoes: number | null;
  readonly undone_by: number | null;
  readonly actor_name: string | null;
}

const entryOf = ({ at, undoes, undone_by, actor_name, ...row }: AuditRow): StoredAuditEntry => ({
  ...row,
  atMs: at.getTime(),
  ...(undoes !== null && { undoes }),
  ...(undone_by !== null && { undoneBy: undone_by }),
  ...(actor_name !== null && { actorName: actor_name }),
});
