import type { ClientBase } from 'pg';
import { NOBODY } from '../../../domain/user-key.ts';

/**
 * The least key of the viewers that are not drawn, of a draw of `share` of them by the beginning of their keys: a key is a hash, so that
 * is fair, and the same every time. null: all are drawn.
 */
export const firstNotDrawn = (share: number): string | null =>
  share >= 1
    ? null
    : Math.floor(share * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
        .padEnd(32, '0');

/** About how many pages viewers were served in [from, to): told by those of a few, from the index alone. */
export async function pagesBetween(client: ClientBase, from: Date, to: Date): Promise<number> {
  const { rows } = await client.query(PAGES, [from, to, firstNotDrawn(GLANCE)]);
  return rows[0].pages / GLANCE;
}

/** Share of the viewers whose pages are counted to know how many there are. */
const GLANCE = 1 / 256;

const PAGES = `
SELECT count(*) AS pages FROM decisions
WHERE served_at >= $1 AND served_at < $2 AND user_key > '${NOBODY}'::uuid AND user_key < $3::uuid`;
