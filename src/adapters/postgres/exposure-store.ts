import type { Pool } from 'pg';
import type { ExposureStore, ServedCount } from '../../domain/ports/exposure-store.ts';
import type { RowCount } from '../../domain/row-counts.ts';

/** item_exposure and row_funnel, as the roll-ups keep them. */
export function createExposureStore({ pool }: { pool: Pool }): ExposureStore {
  return {
    async *served({ origins, sinceRevision }) {
      let after = 0;
      for (;;) {
        const { rows } = await pool.query<ServedCount>(SERVED, [origins, sinceRevision, after, BATCH]);
        if (rows.length > 0) yield rows;
        if (rows.length < BATCH) return;
        after = rows.at(-1)!.itemNo;
      }
    },
    async rows({ origins, nowMs, halfLifeDays }) {
      const values = [origins, new Date(nowMs), halfLifeDays, halfLifeDays * HALF_LIVES_READ];
      return (await pool.query<RowCount>(ROWS, values)).rows;
    },
  };
}

const BATCH = 20_000;
/** A day older than this counts less than 3 %. */
const HALF_LIVES_READ = 5;

const SERVED = `
  SELECT e.item_no AS "itemNo", sum(e.served)::float8 AS served, max(e.revision) AS revision
  FROM item_exposure e
  WHERE e.origin = ANY ($1) AND e.item_no > $3
    AND ($2::int8 = 0 OR e.item_no IN (SELECT c.item_no FROM item_exposure c WHERE c.revision > $2 AND c.origin = ANY ($1)))
  GROUP BY e.item_no ORDER BY e.item_no LIMIT $4`;

const ROWS = `
  SELECT r.surface, r.row_id AS "rowId", r.row_index AS "rowIndex", r.position,
    sum(r.scored * d.share)::float8 AS served, sum(r.viewed * d.share)::float8 AS viewed, sum(r.touched * d.share)::float8 AS touched,
    sum(r.scored_score * d.share)::float8 / 1e6 AS "servedScore", sum(r.viewed_score * d.share)::float8 / 1e6 AS "viewedScore"
  FROM row_funnel r
  CROSS JOIN LATERAL (
    SELECT power(0.5, greatest(0, ($2 AT TIME ZONE 'UTC')::date - r.day) / $3::float8) AS share
  ) AS d
  WHERE r.origin = ANY ($1) AND r.day > ($2 AT TIME ZONE 'UTC')::date - $4::int4 AND r.scored > 0
  GROUP BY r.surface, r.row_id, r.row_index, r.position`;
