import type { Pool } from 'pg';
import { MOST_COST_PAGES, type PinReportTime, type PinSlots } from '../../../domain/ports/pin-reports.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { inTransaction } from '../pool.ts';
import { firstNotDrawn, pagesBetween } from './drawn-viewers.ts';
import { decodePinSlots, type SlotsOfPage } from './pin-slots-codec.ts';

/**
 * Reads the rows in which the pin stood, and such rows of other pages. One pass over the pages of the time, like the report; what leaves
 * the database is drawn by users, for the pages with the pin and for the others each, so that a pin for few is seen as well.
 */
export async function readPinSlots(
  pool: Pool,
  pinNo: number,
  { fromMs, toMs, origin }: PinReportTime,
  mostPages = MOST_COST_PAGES,
): Promise<PinSlots> {
  return await inTransaction(pool, async (client) => {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows: standing } = await client.query<Standing>(STANDING, [pinNo, from, to, origin]);
    const { pages, row_ids: rowIds } = standing[0]!;
    if (pages === 0) return decodePinSlots([], new Map(), 1, pinNo, []);
    const sampleShare = Math.min(1, mostPages / pages);
    const shareOfOthers = Math.min(1, mostPages / Math.max(1, await pagesBetween(client, from, to)));
    const { rows } = await client.query<SlotsOfPage>(SLOTS, [
      pinNo,
      from,
      to,
      origin,
      rowIds,
      firstNotDrawn(sampleShare),
      firstNotDrawn(shareOfOthers),
    ]);
    const earning = new Set(rows.flatMap(({ earned }) => (earned ?? []).map(([, , itemNo]) => itemNo)));
    const { rows: durations } = await client.query<{ item_no: number; duration_s: number }>(DURATIONS, [[...earning]]);
    const { rows: ids } = await client.query<{ item_no: number; item_id: string }>(DISPLACED, [
      pinNo,
      from,
      to,
      origin,
    ]);
    return decodePinSlots(
      rows,
      new Map(durations.map((item) => [item.item_no, item.duration_s])),
      sampleShare,
      pinNo,
      ids.map((item) => [item.item_no, item.item_id]),
    );
  });
}

interface Standing {
  readonly pages: number;
  readonly row_ids: readonly string[];
}

const WITH_PIN = `d.served_at >= $2 AND d.served_at < $3 AND d.origin = $4 AND d.pin_no @> ARRAY[$1::integer]`;

/** On how many pages it stood, and in which rows; rows grown from a title count as their family. */
const STANDING = `
SELECT count(DISTINCT d.recommendation_id)::integer AS pages,
  coalesce(array_agg(DISTINCT counted_row(d.row_ids[s.row_index + 1])) FILTER (WHERE s.pin_no = $1), '{}') AS row_ids
FROM decisions d CROSS JOIN LATERAL unnest(d.row_index, d.pin_no) AS s (row_index, pin_no)
WHERE ${WITH_PIN}`;

const DISPLACED = `
SELECT i.item_no, i.item_id FROM item_ids i WHERE i.item_no IN (
  SELECT s.displaced_item_no
  FROM decisions d CROSS JOIN LATERAL unnest(d.pin_no, d.displaced_item_no) AS s (pin_no, displaced_item_no)
  WHERE ${WITH_PIN} AND s.pin_no = $1)`;

/** How long items are; a series as its episodes on the average. */
const DURATIONS = `
SELECT i.item_no, coalesce((i.body ->> 'durationS')::double precision,
  (SELECT avg((e.body ->> 'durationS')::double precision) FROM items e WHERE e.series_no = i.item_no)) AS duration_s
FROM items i
WHERE i.item_no = ANY ($1::integer[])`;

// A slot is SLOT_BYTES: row, position, explored, item, pin, item that gave way.
const SLOTS = `
WITH pages AS MATERIALIZED (
  SELECT d.recommendation_id, d.served_at, d.user_key, d.surface, d.region,
    ARRAY(SELECT (r.number - 1)::smallint FROM unnest(d.row_ids) WITH ORDINALITY AS r (row_id, number)
      WHERE counted_row(r.row_id) = ANY ($5::text[])) AS wanted, d.item_no, d.row_index, d.position,
    d.explored, d.pin_no, d.displaced_item_no
  FROM decisions d
  WHERE d.served_at >= $2 AND d.served_at < $3 AND d.origin = $4 AND d.route IN ('home', 'row')
    AND d.user_key > '${NOBODY}'::uuid
    AND (($7::uuid IS NULL OR d.user_key < $7::uuid)
      OR ($6::uuid IS NULL OR d.user_key < $6::uuid) AND d.pin_no @> ARRAY[$1::integer])
    AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = d.user_key)
)
SELECT dense_rank() OVER (ORDER BY p.user_key)::integer - 1 AS viewer, p.surface, p.region, of_page.slots, came.earned
FROM pages p
CROSS JOIN LATERAL (
  SELECT string_agg(int2send(s.row_index) || int2send(s.position) || int2send(s.explored::integer::smallint)
    || int4send(s.item_no) || int4send(s.pin_no) || int4send(s.displaced_item_no), '' ORDER BY s.row_index, s.position) AS slots
  FROM unnest(p.row_index, p.position, p.explored, p.item_no, p.pin_no, p.displaced_item_no)
    AS s (row_index, position, explored, item_no, pin_no, displaced_item_no)
  WHERE s.row_index = ANY (p.wanted)
) AS of_page
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_array(o.row_index, o.position, s.item_no,
    (coalesce(o.clicked_at, o.window_clicked_at) IS NOT NULL)::integer,
    (coalesce(o.played_at, o.window_played_at) IS NOT NULL)::integer,
    coalesce(greatest(o.portion, o.window_portion), 0))) AS earned
  FROM outcomes o
  JOIN LATERAL unnest(p.row_index, p.position, p.item_no) AS s (row_index, position, item_no)
    ON s.row_index = o.row_index AND s.position = o.position
  WHERE o.recommendation_id = p.recommendation_id AND o.served_at = p.served_at AND o.served_at >= $2 AND o.served_at < $3
) AS came ON true
WHERE of_page.slots IS NOT NULL`;
