import type { Pool } from 'pg';
import { MOST_PAGES, type RowUsage } from '../../../domain/ports/row-usage.ts';

/** Reads the newest pages by their index on time, so that it takes the same however long the log is. */
export function createRowUsage({ pool }: { pool: Pool }): RowUsage {
  return {
    async read({ fromMs, toMs, origins }) {
      const { rows } = await pool.query(
        `WITH recent AS MATERIALIZED (
           SELECT recommendation_id, user_key, surface, row_ids FROM decisions
           WHERE served_at >= $1 AND served_at < $2 AND origin = ANY ($3::text[]) AND route = 'home' AND parent_id IS NULL
           ORDER BY served_at DESC LIMIT $4
         ), totals AS (
           SELECT surface, count(*) AS pages, count(DISTINCT user_key) AS users FROM recent GROUP BY surface
         ), had AS (
           SELECT DISTINCT r.surface, counted_row(x.row_id) AS row_id, r.recommendation_id, r.user_key
           FROM recent r CROSS JOIN LATERAL unnest(r.row_ids) AS x (row_id)
         )
         SELECT h.surface, h.row_id AS "rowId", count(*)::float8 / t.pages AS pages,
           count(DISTINCT h.user_key)::float8 / t.users AS users
         FROM had h JOIN totals t USING (surface)
         GROUP BY h.surface, h.row_id, t.pages, t.users ORDER BY h.surface, h.row_id`,
        [new Date(fromMs), new Date(toMs), origins, MOST_PAGES],
      );
      return rows;
    },
  };
}
