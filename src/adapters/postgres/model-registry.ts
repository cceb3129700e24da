import type { Pool, PoolClient } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/model-package.ts';
import type { ModelRegistry, RegisteredModel } from '../../domain/ports/model-store.ts';
import { inTransaction } from './pool.ts';

/** Which version is live, for all replicas: at most one, by a unique index. */
export function createModelRegistry({ pool }: { pool: Pool }): ModelRegistry {
  return {
    async record(manifest, state) {
      // What is or was live keeps its state: recording it again (same data, same version) takes nothing off the page.
      await pool.query(
        `INSERT INTO models AS kept (version, state, manifest, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (version) DO UPDATE SET manifest = excluded.manifest,
           state = CASE WHEN kept.state IN ('candidate', 'rejected') THEN excluded.state ELSE kept.state END`,
        [manifest.version, state, manifest, manifest.createdAt],
      );
    },
    async promote(version, nowMs) {
      await inTransaction(pool, async (client) => {
        const live = await lockLive(client);
        if (live?.version === version) return;
        await client.query(`UPDATE models SET state = 'retired' WHERE state = 'live'`);
        const { rowCount } = await client.query(
          `UPDATE models SET state = 'live', promoted_at = $2, previous_version = $3 WHERE version = $1`,
          [version, new Date(nowMs), live?.version ?? null],
        );
        if (rowCount === 0) {
          throw new MarqueeError('unknown-model', `There is no model ${version}: "models list" names those there are.`);
        }
      });
    },
    async rollback(nowMs) {
      return inTransaction(pool, async (client) => {
        const live = await lockLive(client);
        if (!live?.previous_version) {
          throw new MarqueeError(
            'unknown-model',
            'No model was live before the present one: there is nothing to go back to.',
          );
        }
        await client.query(`UPDATE models SET state = 'retired' WHERE state = 'live'`);
        await client.query(`UPDATE models SET state = 'live', promoted_at = $2 WHERE version = $1`, [
          live.previous_version,
          new Date(nowMs),
        ]);
        return live.previous_version;
      });
    },
    async live() {
      const { rows } = await pool.query(`SELECT version FROM models WHERE state = 'live'`);
      return rows[0]?.version ?? null;
    },
    async list() {
      const { rows } = await pool.query('SELECT * FROM models ORDER BY created_at, version');
      return rows.map(modelOf);
    },
  };
}

interface ModelRow {
  readonly version: string;
  readonly state: RegisteredModel['state'];
  readonly manifest: Manifest;
  readonly created_at: Date;
  readonly promoted_at: Date | null;
  readonly previous_version: string | null;
}

/** The live model, after those who are changing it: the next statement sees what they did. */
async function lockLive(client: PoolClient): Promise<ModelRow | null> {
  await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'models' FOR UPDATE`);
  const { rows } = await client.query(`SELECT * FROM models WHERE state = 'live'`);
  return rows[0] ?? null;
}

const modelOf = (row: ModelRow): RegisteredModel => ({
  version: row.version,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  promotedAt: row.promoted_at?.toISOString() ?? null,
  manifest: row.manifest,
});
