import type { Pool } from 'pg';
import type { RowUsage } from '../../../domain/ports/row-usage.ts';

/** Every row has a first slot, and every page a first row: both are counted by them. */
export function createRowUsage({ pool }: { pool: Pool }): RowUsage {
  return {
    async read({ fromMs, toMs, origin }) {
      const { rows } = await pool.query(
        `WITH firsts AS (
           SELECT surface, row_id, row_index, served FROM row_funnel
           WHERE position = 0 AND origin = $3 AND served > 0
             AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= ($2::timestamptz AT TIME ZONE 'UTC')::date
         ), pages AS (
           SELECT surface, sum(served) AS pages FROM firsts WHERE row_index = 0 GROUP BY surface
         )
         SELECT f.surface, f.row_id AS "rowId", sum(f.served)::float8 / p.pages AS "perPage"
         FROM firsts f JOIN pages p USING (surface)
         GROUP BY f.surface, f.row_id, p.pages ORDER BY f.surface, f.row_id`,
        [new Date(fromMs), new Date(toMs), origin],
      );
      return rows;
    },
  };
}
