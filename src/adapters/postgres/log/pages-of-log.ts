import type { Pool, PoolClient } from 'pg';
import { copyRows } from '../binary-reader.ts';

/** What a page of the log showed where: the item of the slot, 0 for a slot it does not have. */
export type PageItems = (row: number, position: number) => number;

/** Pages by recommendation id, those that the log has. One search for each page, however many of its impressions are asked about. */
export async function pagesOfLog(
  client: PoolClient,
  recommendationIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, PageItems>> {
  const pages = new Map<string, PageItems>();
  // They become part of the query.
  const wanted = [...recommendationIds].filter((id) => UUID.test(id));
  await readPages(client, wanted.filter(tellsTime), BY_TIME, pages);
  // An id whose own time is not the time it was served at: rare, so all partitions are asked only then.
  const missed = wanted.filter((id) => !pages.has(id));
  await readPages(client, missed, '', pages);
  return pages;
}

/** The recommendation id in an impression's id. */
export const pageOf = (impressionId: string): string => impressionId.slice(0, UUID_LENGTH);

/** The item of an impression; 0 where the log does not have it. */
export function itemOf(impressionId: string, pages: ReadonlyMap<string, PageItems>): number {
  const page = pages.get(pageOf(impressionId));
  const dot = impressionId.indexOf('.', UUID_LENGTH + 1);
  if (page === undefined || dot < 0 || impressionId[UUID_LENGTH] !== '.') return 0;
  return page(Number(impressionId.slice(UUID_LENGTH + 1, dot)), Number(impressionId.slice(dot + 1)));
}

/** Item numbers of impressions, in their order; 0 where the log does not have one. */
export async function itemsOfImpressions(pool: Pool, impressionIds: readonly string[]): Promise<Int32Array> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const pages = await pagesOfLog(client, new Set(impressionIds.map(pageOf)));
    return Int32Array.from(impressionIds, (id) => itemOf(id, pages));
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}

const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUIDv7 begins with its time. */
const tellsTime = (id: string): boolean => id[14] === '7';

/** Lets each search look into one partition, two around midnight, instead of all. */
const BY_TIME = `AND d.served_at BETWEEN w.made_at - interval '1 hour' AND w.made_at + interval '1 hour'`;

async function readPages(
  client: PoolClient,
  ids: readonly string[],
  condition: string,
  into: Map<string, PageItems>,
): Promise<void> {
  if (ids.length === 0) return;
  const madeAt = ids.map((id) => (tellsTime(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) / 1000 : 0));
  const rows = copyRows(
    client,
    `SELECT d.recommendation_id, d.item_no, d.row_index, d.position
     FROM (SELECT id, to_timestamp(made_at) AS made_at
       FROM unnest('{${ids.join(',')}}'::uuid[], '{${madeAt.join(',')}}'::float8[]) AS t (id, made_at)) AS w
     JOIN decisions d ON d.recommendation_id = w.id ${condition}`,
    (row) => ({
      id: dashed(row.uuid()),
      itemNo: row.int32Array(),
      rows: row.int16Array(),
      positions: row.int16Array(),
    }),
  );
  for await (const batch of rows) {
    for (const { id, itemNo, rows, positions } of batch) {
      into.set(id, (row, position) => {
        for (let slot = 0; slot < itemNo.length; slot++) {
          if (rows[slot] === row && positions[slot] === position) return itemNo[slot]!;
        }
        return 0;
      });
    }
  }
}

const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
