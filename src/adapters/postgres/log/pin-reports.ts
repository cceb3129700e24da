import type { Pool } from 'pg';
import { MOST_DISPLACED, type PinReport, type PinReports } from '../../../domain/ports/pin-reports.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { readPinSlots } from './pin-slots.ts';

/**
 * Reads every page of the time once: there is no index over the arrays of a page (docs/log-schema.md), so the time is to be days and
 * not years.
 */
export function createPinReports({ pool, mostPages }: { pool: Pool; mostPages?: number }): PinReports {
  return {
    async read(pinId, { fromMs, toMs, origin, fewestUsers = 0 }) {
      const pinNo = await pinNoOf(pinId);
      if (pinNo === null) return null;
      const { rows } = await pool.query<ReportRow>(REPORT, [
        pinNo,
        pinId,
        new Date(fromMs),
        new Date(toMs),
        origin,
        MOST_DISPLACED,
        fewestUsers,
      ]);
      const { withheld, displaced_items, ...counts } = rows[0]!;
      return { ...counts, withheld: withheld ?? {}, displacedItems: displaced_items ?? [] };
    },
    // No pin has the number -1: of what never was one nothing stands anywhere.
    readSlots: async (pinId, when) => await readPinSlots(pool, (await pinNoOf(pinId)) ?? -1, when, mostPages),
  };

  async function pinNoOf(pinId: string): Promise<number | null> {
    const { rows } = await pool.query<{ pin_no: number }>('SELECT pin_no FROM pins WHERE pin_id = $1', [pinId]);
    return rows[0]?.pin_no ?? null;
  }
}

interface ReportRow extends Pick<PinReport, 'users' | 'served' | 'viewed' | 'clicked' | 'played' | 'displaced'> {
  readonly withheld: PinReport['withheld'] | null;
  readonly displaced_items: PinReport['displacedItems'] | null;
}

/** Users of a group as many as are asked for, or none who is somebody. */
const enough = (table: string): string => `count(DISTINCT ${table}.user_key) NOT BETWEEN 1 AND $7::integer - 1`;

const REPORT = `
WITH pages AS MATERIALIZED (
  SELECT recommendation_id, served_at, nullif(user_key, '${NOBODY}') AS user_key, row_index, position, pin_no, displaced_item_no, withheld
  FROM decisions
  WHERE served_at >= $3 AND served_at < $4 AND origin = $5
    AND (pin_no @> ARRAY[$1::integer] OR withheld @> jsonb_build_array(jsonb_build_object('pinId', $2::text)))
), slots AS MATERIALIZED (
  SELECT p.recommendation_id, p.served_at, p.user_key, s.row_index, s.position, s.displaced_item_no
  FROM pages p
  CROSS JOIN LATERAL unnest(p.row_index, p.position, p.pin_no, p.displaced_item_no)
    AS s (row_index, position, pin_no, displaced_item_no)
  WHERE s.pin_no = $1
), came AS (
  SELECT
    count(DISTINCT s.user_key) AS users,
    count(*) AS served,
    count(o.viewed_at) AS viewed,
    count(least(o.clicked_at, o.window_clicked_at)) AS clicked,
    count(least(o.played_at, o.window_played_at)) AS played,
    count(*) FILTER (WHERE s.displaced_item_no > 0) AS displaced
  FROM slots s
  LEFT JOIN outcomes o ON o.recommendation_id = s.recommendation_id AND o.served_at = s.served_at
    AND o.row_index = s.row_index AND o.position = s.position AND o.served_at >= $3 AND o.served_at < $4
), reasons AS (
  SELECT w->>'reason' AS reason, count(*) AS times
  FROM pages p CROSS JOIN LATERAL jsonb_array_elements(p.withheld) AS w
  WHERE w->>'pinId' = $2
  GROUP BY 1 HAVING ${enough('p')}
), gave_way AS (
  SELECT i.item_id, count(*) AS times
  FROM slots s JOIN item_ids i ON i.item_no = s.displaced_item_no
  GROUP BY 1 HAVING ${enough('s')} ORDER BY 2 DESC, 1 LIMIT $6
)
SELECT came.*,
  (SELECT jsonb_object_agg(reason, times) FROM reasons) AS withheld,
  (SELECT jsonb_agg(jsonb_build_object('itemId', item_id, 'times', times) ORDER BY times DESC, item_id) FROM gave_way)
    AS displaced_items
FROM came`;
