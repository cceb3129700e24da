import type { Pool } from 'pg';
import { MOST_DISPLACED, type PinReport, type PinReports } from '../../../domain/ports/pin-reports.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { WITH_PIN } from './pin-pages.ts';
import { readPinSlots } from './pin-slots.ts';

/** Reads the pages that the pin stood on, or wanted to: those alone, by the indexes over what pins there are (docs/log-schema.md). */
export function createPinReports({ pool, mostPages }: { pool: Pool; mostPages?: number }): PinReports {
  return {
    async read(pinId, { fromMs, toMs, origin, fewestUsers = 0 }) {
      const pinNo = await pinNoOf(pinId);
      if (pinNo === null) return null;
      const { rows } = await pool.query<ReportRow>(REPORT, [
        pinNo,
        new Date(fromMs),
        new Date(toMs),
        origin,
        pinId,
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

/** In the words of the index decisions_by_withheld. */
const WITHHOLDING = `d.served_at >= $2 AND d.served_at < $3 AND d.origin = $4
    AND d.withheld <> '[]' AND jsonb_path_query_array(d.withheld, '$[*].pinId') @> jsonb_build_array($5::text)`;

const USER = `nullif(d.user_key, '${NOBODY}') AS user_key`;

const REPORT = `
WITH slots AS MATERIALIZED (
  SELECT d.recommendation_id, d.served_at, ${USER}, d.row_index[slot.at] AS row_index, d.position[slot.at] AS position,
    d.displaced_item_no[slot.at] AS displaced_item_no
  FROM decisions d CROSS JOIN LATERAL unnest(array_positions(d.pin_no, $1)) AS slot (at)
  WHERE ${WITH_PIN}
), came AS (
  SELECT
    count(DISTINCT s.user_key) AS users,
    count(*) AS served,
    count(o.viewed_at) AS viewed,
    count(least(o.clicked_at, o.window_clicked_at)) AS clicked,
    count(least(o.played_at, o.window_played_at)) AS played,
    count(*) FILTER (WHERE s.displaced_item_no > 0) AS displaced
  FROM slots s
  LEFT JOIN LATERAL (
    SELECT o.* FROM outcomes o
    WHERE o.recommendation_id = s.recommendation_id AND o.served_at = s.served_at AND o.served_at >= $2 AND o.served_at < $3
      AND o.row_index = s.row_index AND o.position = s.position
    -- Looked up by slot: a join would read all that came of anything in this time.
    OFFSET 0
  ) AS o ON true
), reasons AS (
  SELECT w.reason, count(*) AS times
  FROM (
    SELECT ${USER}, w->>'reason' AS reason
    FROM decisions d CROSS JOIN LATERAL jsonb_array_elements(d.withheld) AS w
    WHERE ${WITHHOLDING} AND w->>'pinId' = $5
  ) AS w
  GROUP BY 1 HAVING ${enough('w')}
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
