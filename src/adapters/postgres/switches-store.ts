import type { Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import {
  auditedSetting,
  type StoredSwitch,
  SWITCH_PUT,
  type SwitchesStore,
  switchObject,
} from '../../domain/ports/switches-store.ts';
import type { SwitchName } from '../../domain/switches.ts';
import { insertAudit } from './audit-log.ts';
import { inTransaction } from './pool.ts';

/** A table row for each switch that somebody ever touched. */
export function createSwitchesStore({ pool }: { pool: Pool }): SwitchesStore {
  return {
    async list() {
      const { rows } = await pool.query('SELECT * FROM switches ORDER BY name');
      return rows.map(storedOf);
    },
    put: (name, { state, untilMs }, ifVersion, change) =>
      inTransaction(pool, async (client) => {
        // Not the row, which may not be there yet: the next statement sees what those before us did.
        await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'switches' FOR UPDATE`);
        const { rows: found } = await client.query('SELECT * FROM switches WHERE name = $1', [name]);
        const before = found.length === 0 ? null : storedOf(found[0]);
        if (ifVersion !== null && ifVersion !== (before?.version ?? 0)) {
          throw new MarqueeError('precondition-failed', 'The switch has changed: read it again.');
        }
        const { rows } = await client.query(
          `INSERT INTO switches (name, state, until, reason, version, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (name) DO UPDATE SET (state, until, reason, version, updated_at, updated_by) =
             ROW (excluded.state, excluded.until, excluded.reason, excluded.version, excluded.updated_at, excluded.updated_by)
           RETURNING *`,
          [
            name,
            state,
            untilMs === null ? null : new Date(untilMs),
            change.reason,
            (before?.version ?? 0) + 1,
            new Date(change.atMs),
            change.actor,
          ],
        );
        await insertAudit(client, {
          ...change,
          action: SWITCH_PUT,
          object: switchObject(name),
          before: before && auditedSetting(before),
          after: auditedSetting({ state, untilMs }),
        });
        return storedOf(rows[0]);
      }),
  };
}

interface SwitchRow {
  readonly name: SwitchName;
  readonly state: 'on' | 'off';
  readonly until: Date | null;
  readonly reason: string;
  readonly version: number;
  readonly updated_at: Date;
  readonly updated_by: string;
}

const storedOf = (row: SwitchRow): StoredSwitch => ({
  name: row.name,
  state: row.state,
  untilMs: row.until === null ? null : row.until.getTime(),
  reason: row.reason,
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updated_by,
});
