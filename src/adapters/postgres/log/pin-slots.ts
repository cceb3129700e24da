import type { Pool } from 'pg';
import { MOST_COST_PAGES, type PinReportTime, type PinSlots } from '../../../domain/ports/pin-reports.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { firstNotDrawn } from './drawn-viewers.ts';
import { pagesWithoutPin, pagesWithPin, WITH_PIN, WITHOUT_PIN } from './pin-pages.ts';
import { decodePinSlots, inHours, type RowText, watchedItems } from './pin-slots-codec.ts';

/**
 * Reads the rows in which the pin stood, and such rows of other pages. What is read is drawn by users, for the pages with the pin and for
 * the others each, so that a pin for few is seen as well.
 */
export async function readPinSlots(
  pool: Pool,
  pinNo: number,
  { fromMs, toMs, origin }: PinReportTime,
  mostPages = MOST_COST_PAGES,
): Promise<PinSlots> {
  const asked = [pinNo, new Date(fromMs), new Date(toMs), origin] as const;
  const pages = await pagesWithPin(pool, asked);
  if (pages === 0) return decodePinSlots([], 1, pinNo);
  const sampleShare = Math.min(1, mostPages / pages);
  const drawn = firstNotDrawn(sampleShare);
  const { rows: standing } = await pool.query<Standing>(STANDING, [...asked, drawn]);
  const { row_ids: rowIds, surfaces } = standing[0]!;
  const others = mostPages - Math.min(mostPages, pages) / 2;
  const shareOfOthers = Math.min(1, others / Math.max(1, await pagesWithoutPin(pool, asked, surfaces)));
  const read = async (text: string, values: readonly unknown[]) =>
    (await pool.query<[...RowText]>({ text, values: [...values], rowMode: 'array', types: AS_TEXT })).rows;
  const [ofPin, ofOthers] = await Promise.all([
    read(SLOTS_WITH_PIN, [...asked, rowIds, drawn]),
    read(SLOTS_WITHOUT_PIN, [...asked, rowIds, firstNotDrawn(shareOfOthers), surfaces]),
  ]);
  const slots = decodePinSlots([...ofPin, ...ofOthers], sampleShare, pinNo);
  const { rows: durations } = await pool.query<Duration>(DURATIONS, [watchedItems(slots)]);
  inHours(slots, new Map(durations.map((item) => [item.item_no, item.duration_s])));
  const { rows: ids } = await pool.query<Id>(IDS, [[...new Set(slots.displaced)]]);
  return { ...slots, itemIds: new Map(ids.map((item) => [item.item_no, item.item_id])) };
}

interface Standing {
  readonly row_ids: readonly string[];
  readonly surfaces: readonly string[];
}
interface Duration {
  readonly item_no: number;
  readonly duration_s: number | null;
}
interface Id {
  readonly item_no: number;
  readonly item_id: string;
}

const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** In which rows it stood on the pages that are drawn, rows grown from a title counted as their family; and on which surfaces. */
const STANDING = `
SELECT coalesce(array_agg(DISTINCT counted_row(d.row_ids[d.row_index[slot.at] + 1])), '{}') AS row_ids,
  coalesce(array_agg(DISTINCT d.surface), '{}') AS surfaces
FROM decisions d CROSS JOIN LATERAL unnest(array_positions(d.pin_no, $1)) AS slot (at)
WHERE ${WITH_PIN} AND ($5::uuid IS NULL OR d.user_key < $5::uuid)`;

const IDS = 'SELECT i.item_no, i.item_id FROM item_ids i WHERE i.item_no = ANY ($1::integer[])';

/** How long items are; a series as its episodes on the average. */
const DURATIONS = `
SELECT i.item_no, coalesce((i.body ->> 'durationS')::double precision,
  (SELECT avg((e.body ->> 'durationS')::double precision) FROM items e WHERE e.series_no = i.item_no)) AS duration_s
FROM items i
WHERE i.item_no = ANY ($1::integer[])`;

/** Of what is named: whether it was clicked and played, and how much of it was seen. As decodePinSlots reads it. */
const came = (name: string): string => `string_agg(concat_ws(':', ${name},
    (coalesce(o.clicked_at, o.window_clicked_at) IS NOT NULL)::integer,
    (coalesce(o.played_at, o.window_played_at) IS NOT NULL)::integer, coalesce(greatest(o.portion, o.window_portion), 0)), ',') AS came`;

/** The time is said again, so that what came of other days is no part of the plan. */
const OF_PAGE = `o.recommendation_id = d.recommendation_id AND o.served_at = d.served_at
    AND o.served_at >= $2 AND o.served_at < $3`;

/** Most of what is known of slots is that they were seen. */
const SOMETHING_CAME = `(o.clicked_at IS NOT NULL OR o.window_clicked_at IS NOT NULL OR o.played_at IS NOT NULL
    OR o.window_played_at IS NOT NULL OR o.portion > 0 OR o.window_portion > 0)`;

/** What came of items that gave way, where they stand in another row of the page, or above. */
const WENT = `
SELECT ${came('d.item_no[place.at]')}
FROM unnest(array_positions(d.pin_no, $1)) AS pin (at)
CROSS JOIN LATERAL unnest(array_positions(d.item_no, nullif(d.displaced_item_no[pin.at], 0))) AS place (at)
JOIN outcomes o ON ${OF_PAGE} AND o.row_index = d.row_index[place.at] AND o.position = d.position[place.at]
-- Where it stands by itself further down in the row, that is what came of the row.
WHERE pin.at BETWEEN r.first AND r.last AND NOT (place.at > pin.at AND place.at <= r.last AND d.pin_no[place.at] = 0)
  AND ${SOMETHING_CAME}`;

// A row's slots stand together, in page order: what leaves the database is cut out of the page's arrays. Nothing is joined to each of a
// page's slots, nor looked up for it; what came of a row is looked up once. The columns of RowText.
const slotsOf = (pages: string, went: string): string => `
SELECT d.user_key, d.surface, d.region, d.item_no[r.first:r.last], d.position[r.first:r.last], d.explored[r.first:r.last],
  CASE WHEN r.pinned THEN d.pin_no[r.first:r.last] END, CASE WHEN r.pinned THEN d.displaced_item_no[r.first:r.last] END,
  here.came, (${went})
FROM decisions d
CROSS JOIN LATERAL (
  SELECT row.row_index, places.at[1] AS first, places.at[cardinality(places.at)] AS last,
    0 < ANY (d.pin_no[places.at[1]:places.at[cardinality(places.at)]]) AS pinned
  FROM (
    SELECT (n.number - 1)::smallint AS row_index
    FROM unnest(d.row_ids) WITH ORDINALITY AS n (row_id, number)
    WHERE counted_row(n.row_id) = ANY ($5::text[])
  ) AS row
  CROSS JOIN LATERAL (SELECT array_positions(d.row_index, row.row_index) AS at OFFSET 0) AS places
  WHERE cardinality(places.at) > 0
  OFFSET 0
) AS r
CROSS JOIN LATERAL (
  SELECT ${came('o.position')}
  FROM outcomes o
  WHERE ${OF_PAGE} AND o.row_index = r.row_index AND ${SOMETHING_CAME}
) AS here
WHERE ${pages} AND d.route IN ('home', 'row') AND d.user_key > '${NOBODY}'::uuid
  AND ($6::uuid IS NULL OR d.user_key < $6::uuid)
  AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = d.user_key)`;

// At once, on a connection each: they take the most of the time.
const SLOTS_WITH_PIN = slotsOf(WITH_PIN, WENT);
const SLOTS_WITHOUT_PIN = slotsOf(`${WITHOUT_PIN} AND d.surface = ANY ($7::text[])`, 'NULL');
