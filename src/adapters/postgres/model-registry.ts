import type { Pool, PoolClient } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/model-package.ts';
import { promotionOf } from '../../domain/model-promotion.ts';
import type { Change } from '../../domain/ports/audit-log.ts';
import type { ModelRegistry, RecordedVerdict, RegisteredModel } from '../../domain/ports/model-store.ts';
import { insertAudit } from './audit-log.ts';
import { inTransaction } from './pool.ts';

/** Which version is live, for all replicas: at most one, by a unique index. */
export function createModelRegistry({ pool }: { pool: Pool }): ModelRegistry {
  return {
    async record(manifest, state, change, verdict = null) {
      const { version } = manifest;
      await inTransaction(pool, async (client) => {
        await lockModels(client);
        const before = await find(client, version);
        // What is or was live keeps its state: recording it again (same data, same version) takes nothing off the page.
        const { rows } = await client.query(
          `INSERT INTO models AS kept (version, state, manifest, created_at, verdict) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (version) DO UPDATE SET manifest = excluded.manifest, verdict = excluded.verdict,
             state = CASE WHEN kept.state IN ('candidate', 'rejected') THEN excluded.state ELSE kept.state END
           RETURNING state`,
          [version, state, manifest, manifest.createdAt, verdict],
        );
        await insertAudit(client, {
          ...change,
          action: state === 'rejected' ? 'model.reject' : 'model.record',
          object: version,
          before: before && { state: before.state },
          after: { state: rows[0].state },
        });
      });
    },
    async promote(version, change) {
      await inTransaction(pool, async (client) => {
        await lockModels(client);
        const live = await findLive(client);
        if (live?.version === version) return;
        const target = await existing(client, version);
        const action = promotionOf(asPromotable(target), live && asPromotable(live));
        await goLive(client, live, version, action, change);
        await client.query('UPDATE models SET previous_version = $2 WHERE version = $1', [
          version,
          live?.version ?? null,
        ]);
      });
    },
    async rollback(change, version) {
      return inTransaction(pool, async (client) => {
        await lockModels(client);
        const live = await findLive(client);
        const to = version ?? live?.previous_version;
        if (!to) throw new MarqueeError('unknown-model', NOTHING_BEFORE);
        await existing(client, to);
        if (live?.version === to) return to;
        await goLive(client, live, to, 'model.rollback', change);
        // Of a step back the one left behind forgets where it came from: going on would else go in a circle.
        const [forgetful, previous] = version === undefined ? [live!.version, null] : [to, live?.version ?? null];
        await client.query('UPDATE models SET previous_version = $2 WHERE version = $1', [forgetful, previous]);
        return to;
      });
    },
    async live() {
      const { rows } = await pool.query(`SELECT version FROM models WHERE state = 'live'`);
      return rows[0]?.version ?? null;
    },
    async list() {
      const { rows } = await pool.query(LIST);
      return rows.map(modelOf);
    },
    async refused(version, { reason, detail, atMs }) {
      await pool.query(
        `INSERT INTO model_refusals (version, reason, detail, refused_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (version, reason) DO UPDATE SET detail = excluded.detail, refused_at = excluded.refused_at`,
        [version, reason, detail, new Date(atMs)],
      );
    },
  };
}

const NOTHING_BEFORE = 'No model was live before the present one: there is nothing to go back to.';

const LIST = `
  SELECT models.*, coalesce(refused.refusals, '[]') AS refusals
  FROM models LEFT JOIN (
    SELECT version, json_agg(json_build_object('reason', reason, 'detail', detail,
      'atMs', (extract(epoch FROM refused_at) * 1000)::bigint) ORDER BY refused_at DESC, reason) AS refusals
    FROM model_refusals GROUP BY version
  ) AS refused USING (version)
  ORDER BY created_at, version`;

interface ModelRow {
  readonly version: string;
  readonly state: RegisteredModel['state'];
  readonly manifest: Manifest;
  readonly created_at: Date;
  readonly promoted_at: Date | null;
  readonly previous_version: string | null;
  readonly verdict: RecordedVerdict | null;
}

/** Who changes models takes a turn; what the next statement reads is what those before left. */
async function lockModels(client: PoolClient): Promise<void> {
  await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'models' FOR UPDATE`);
}

async function findLive(client: PoolClient): Promise<ModelRow | null> {
  const { rows } = await client.query(`SELECT * FROM models WHERE state = 'live'`);
  return rows[0] ?? null;
}

async function find(client: PoolClient, version: string): Promise<ModelRow | null> {
  const { rows } = await client.query('SELECT * FROM models WHERE version = $1', [version]);
  return rows[0] ?? null;
}

async function existing(client: PoolClient, version: string): Promise<ModelRow> {
  const found = await find(client, version);
  if (found !== null) return found;
  throw new MarqueeError('unknown-model', `There is no model ${version}: "models list" names those there are.`);
}

async function goLive(client: PoolClient, live: ModelRow | null, to: string, action: string, change: Change) {
  await client.query(`UPDATE models SET state = 'retired' WHERE state = 'live'`);
  await client.query(`UPDATE models SET state = 'live', promoted_at = $2 WHERE version = $1`, [
    to,
    new Date(change.atMs),
  ]);
  const [before, after] = [{ live: live?.version ?? null }, { live: to }];
  await insertAudit(client, { ...change, action, object: to, before, after });
}

const asPromotable = ({ version, manifest, promoted_at }: ModelRow) => ({ version, manifest, promotedAt: promoted_at });

const modelOf = (row: ModelRow & Pick<RegisteredModel, 'refusals'>): RegisteredModel => ({
  version: row.version,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  promotedAt: row.promoted_at?.toISOString() ?? null,
  previousVersion: row.previous_version,
  manifest: row.manifest,
  verdict: row.verdict,
  refusals: row.refusals,
});
