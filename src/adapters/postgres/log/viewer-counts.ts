import type { Pool } from 'pg';
import { COUNT_TIMEOUT_MS, MOST_COUNTED_PAGES, type ViewerCountsReader } from '../../../domain/ports/viewer-counts.ts';
import type { SeenAs, ViewerGroup } from '../../../domain/reach.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { inTransaction } from '../pool.ts';
import { firstNotDrawn, pagesBetween } from './drawn-viewers.ts';

/**
 * Viewers are drawn by the beginning of their keys: a key is a hash, so that is a fair draw, the same every time, and there is an index
 * that has all pages of a drawn viewer together. How many pages there are is told by those of a few viewers, from the index alone.
 */
export function createViewerCounts({ pool, mostPages = MOST_COUNTED_PAGES }: ViewerCountsDeps): ViewerCountsReader {
  return {
    read: ({ fromMs, toMs, origins }) =>
      inTransaction(pool, async (client) => {
        await client.query(`SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`);
        const [from, to] = [fromMs, toMs].map((ms) => new Date(ms));
        const pages = await pagesBetween(client, from!, to!);
        const sampleShare = Math.min(1, mostPages / Math.max(1, pages));
        const { rows } = await client.query<ViewerGroupRow>(COUNT, [from, to, origins, firstNotDrawn(sampleShare)]);
        return { fromMs, toMs, sampleShare, groups: rows.map(groupOf) };
      }),
  };
}

interface ViewerCountsDeps {
  readonly pool: Pool;
  readonly mostPages?: number;
}

interface ViewerGroupRow {
  readonly seen_as: readonly [SeenAs['surface'], string | null, SeenAs['maturity'], string | null][];
  readonly users: number;
}

const groupOf = ({ seen_as, users }: ViewerGroupRow): ViewerGroup => ({
  seenAs: seen_as.map(([surface, region, maturity, language]) => ({ surface, region, maturity, language })),
  users,
});

// A viewer is counted once, in the group of all that the viewer was seen as; no key leaves the database.
const COUNT = `
WITH seen AS (
  SELECT DISTINCT d.user_key, d.surface, d.region, d.maturity, d.language
  FROM decisions d
  WHERE d.served_at >= $1 AND d.served_at < $2 AND d.origin = ANY ($3::text[]) AND d.route = 'home' AND d.parent_id IS NULL
    AND d.user_key > '${NOBODY}'::uuid AND ($4::uuid IS NULL OR d.user_key < $4::uuid)
    AND NOT EXISTS (SELECT FROM flagged_users f WHERE f.user_key = d.user_key)
), viewers AS (
  SELECT jsonb_agg(jsonb_build_array(surface, region, maturity, language) ORDER BY surface, region, maturity, language)
    AS seen_as
  FROM seen GROUP BY user_key
)
SELECT seen_as, count(*) AS users FROM viewers GROUP BY seen_as ORDER BY seen_as`;
