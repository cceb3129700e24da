import type { Pool } from 'pg';
import type { FeatureSamples } from '../../../domain/ports/feature-samples.ts';

/** Reads what insert-feature-samples.ts wrote. */
export function createFeatureSamples({ pool }: { pool: Pool }): FeatureSamples {
  return {
    async newest({ origins, fromMs, untilMs, modelVersion, limit }) {
      const values = [origins, timeOf(fromMs), timeOf(untilMs), modelVersion ?? null, limit];
      const { rows } = await pool.query({ text: NEWEST, values });
      return rows.map((row) => ({
        recommendationId: row.recommendation_id,
        servedAtMs: row.served_at_ms,
        userKey: row.user_key,
        isMerged: row.is_merged,
        bytes: row.sample,
      }));
    },
  };
}

const NEWEST = `
SELECT s.recommendation_id, (extract(epoch FROM s.served_at) * 1000)::float8 AS served_at_ms,
  user_key_text(coalesce(a.alias_of, s.user_key)) AS user_key, a.alias_of IS NOT NULL AS is_merged, s.sample
FROM feature_samples s LEFT JOIN user_aliases('infinity') a ON a.user_key = s.user_key
WHERE s.origin = ANY ($1) AND s.served_at >= $2 AND s.served_at < $3 AND ($4::text IS NULL OR s.model_version = $4)
ORDER BY s.served_at DESC, s.recommendation_id LIMIT $5`;

const timeOf = (ms: number): string =>
  Number.isFinite(ms) ? new Date(ms).toISOString() : ms > 0 ? 'infinity' : '-infinity';
