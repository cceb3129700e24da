import type { Pool } from 'pg';
import type { Random } from '../../src/domain/clock.ts';

/** An impression of a log that was never shipped: the columns of v_impression_outcomes that a test's statement reads. */
export interface PlantedSlot {
  readonly page: string;
  readonly servedAtMs: number;
  readonly user: number;
  readonly item: string;
  readonly row: string;
  readonly rowIndex: number;
  readonly position: number;
  readonly surface: string;
  readonly region: string;
  readonly source: string;
  readonly explored: boolean;
  readonly clicked: boolean;
}

/** Puts them where `overPlanted(sql)` finds them in place of the log, the pages beside. */
export async function plantLog(pool: Pool, table: string, slots: readonly PlantedSlot[]): Promise<void> {
  const column = <T>(of: (slot: PlantedSlot) => T): T[] => slots.map(of);
  await pool.query(
    `CREATE TABLE ${table} AS
     SELECT recommendation_id, served_at, lpad(to_hex(user_no), 32, '0')::uuid AS user_key, item_id, row_id, row_index, position, surface, region,
       source, explored, 'app' AS origin, CASE WHEN clicked THEN served_at END AS clicked_at, NULL::timestamptz AS viewed_at, false AS pinned,
       'home' AS route, NULL::text AS pin_id, 'v7' AS ranker_version, 'R0' AS rung, '{}'::jsonb AS arms, 1::real AS propensity, 0 AS watched_s,
       dense_rank() OVER (ORDER BY item_id)::int AS item_no
     FROM unnest($1::uuid[], $2::timestamptz[], $3::int4[], $4::text[], $5::text[], $6::int2[], $7::int2[], $8::text[], $9::text[], $10::text[],
       $11::bool[], $12::bool[])
       AS t (recommendation_id, served_at, user_no, item_id, row_id, row_index, position, surface, region, source, explored, clicked)`,
    [
      column(({ page }) => page),
      column(({ servedAtMs }) => new Date(servedAtMs)),
      column(({ user }) => user),
      column(({ item }) => item),
      column(({ row }) => row),
      column(({ rowIndex }) => rowIndex),
      column(({ position }) => position),
      column(({ surface }) => surface),
      column(({ region }) => region),
      column(({ source }) => source),
      column(({ explored }) => explored),
      column(({ clicked }) => clicked),
    ],
  );
  await pool.query(`CREATE TABLE ${table}_pages AS
    SELECT recommendation_id, served_at, user_key, origin, route, NULL::uuid AS parent_id, array_agg(item_no) AS item_nos
    FROM ${table} GROUP BY recommendation_id, served_at, user_key, origin, route`);
  for (const made of [table, `${table}_pages`]) await pool.query(`GRANT SELECT ON ${made} TO PUBLIC; ANALYZE ${made}`);
}

/** A statement over the log as one over what was planted: the views' names are all that is another. */
export const overPlanted = (sql: string, table: string): string =>
  sql.replaceAll('v_impression_outcomes', table).replaceAll('v_pages', `${table}_pages`);

/** A normal number, by Box and Muller. */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
