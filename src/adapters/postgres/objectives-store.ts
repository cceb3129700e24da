import type { Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import { HEADS, type Objectives } from '../../domain/objectives.ts';
import { OBJECTIVES_AUDIT, type ObjectivesStore, type StoredObjectives } from '../../domain/ports/objectives-store.ts';
import { insertAudit } from './audit-log.ts';
import { inTransaction } from './pool.ts';

/** The weights of the heads in one table row; `fallback` holds until there is one. */
export function createObjectivesStore(deps: { pool: Pool; fallback: Objectives }): ObjectivesStore {
  const { pool, fallback } = deps;
  const storedOf = (row: ObjectivesRow | undefined): StoredObjectives =>
    row === undefined
      ? { weights: fallback, version: 0, updatedAt: null, updatedBy: null }
      : {
          // As jsonb keeps no order.
          weights: Object.fromEntries(HEADS.map((head) => [head, row.weights[head] ?? 0])) as Objectives,
          version: row.version,
          updatedAt: row.updated_at.toISOString(),
          updatedBy: row.updated_by,
        };

  return {
    async current() {
      const { rows } = await pool.query('SELECT * FROM objectives');
      return storedOf(rows[0]);
    },
    async put(weights, ifVersion, change) {
      return inTransaction(pool, async (client) => {
        // Not the row, which may not be there yet: the next statement sees what those before us did.
        await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'objectives' FOR UPDATE`);
        const before = storedOf((await client.query('SELECT * FROM objectives')).rows[0]);
        if (ifVersion !== null && ifVersion !== before.version) {
          throw new MarqueeError('precondition-failed', 'The objectives have changed: read them again.');
        }
        const { rows } = await client.query(
          `INSERT INTO objectives (weights, version, updated_at, updated_by) VALUES ($1, $2, $3, $4)
           ON CONFLICT (one) DO UPDATE SET (weights, version, updated_at, updated_by) =
             ROW (excluded.weights, excluded.version, excluded.updated_at, excluded.updated_by)
           RETURNING *`,
          [weights, before.version + 1, new Date(change.atMs), change.actor],
        );
        await insertAudit(client, { ...change, ...OBJECTIVES_AUDIT, before: before.weights, after: weights });
        return storedOf(rows[0]);
      });
    },
  };
}

interface ObjectivesRow {
  readonly weights: Objectives;
  readonly version: number;
  readonly updated_at: Date;
  readonly updated_by: string;
}
