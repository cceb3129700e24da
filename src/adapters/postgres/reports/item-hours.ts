import type { Pool } from 'pg';
import type { Origin } from '../../../domain/origin.ts';

/** Times in which something can be found, the latest first; [fromUs, untilUs) each, in microseconds since 1970. */
export type Spans = readonly { readonly fromUs: number; readonly untilUs: number }[];

/**
 * When an item was shown, to the hour: from the roll-up, and from the pages that are not rolled up yet. So the hours without it are not
 * looked at, of which a rare item has most. null: too much waits for the roll-up to tell (an import just now), so any hour may have it.
 */
export async function itemHours(pool: Pool, asked: AskedHours): Promise<Spans | null> {
  const { fromMs, untilMs } = asked;
  // Read first: what is stored before it is in the roll-up for whoever looks after.
  const { rows: followers } = await pool.query(`SELECT read_to FROM log_followers WHERE follower = 'roll-ups'`);
  const waiting = await pool.query({ ...notRolledUp(asked, followers[0]?.read_to ?? 0), rowMode: 'array' });
  if (waiting.rows.length > MOST_WAITING) return null;
  const rolledUp = await pool.query({ ...rolledUpHours(asked), rowMode: 'array' });
  const hours = [...waiting.rows, ...rolledUp.rows].map(([ms]) => Math.floor(Number(ms) / HOUR_MS) * HOUR_MS);
  const latestFirst = [...new Set(hours)].sort((a, b) => b - a);
  return spansOf(latestFirst, fromMs, untilMs);
}

export interface AskedHours {
  readonly itemNo: number;
  readonly origin: Origin | undefined;
  readonly fromMs: number;
  readonly untilMs: number;
}

export function rolledUpHours({ itemNo, origin, fromMs, untilMs }: AskedHours) {
  const text = `SELECT DISTINCT (extract(epoch FROM hour) * 1000)::bigint FROM item_funnel
WHERE item_no = $1 AND hour > $2 AND hour < $3 AND ($4::text IS NULL OR origin = $4)`;
  return { text, values: [itemNo, new Date(fromMs - HOUR_MS), new Date(untilMs), origin ?? null] };
}

/** By the index over stored_in, which the order asks for: by it alone the newest come first. */
export function notRolledUp({ fromMs, untilMs }: Pick<AskedHours, 'fromMs' | 'untilMs'>, readTo: number) {
  const text = `SELECT (extract(epoch FROM served_at) * 1000)::bigint FROM decisions
WHERE served_at >= $1 AND served_at < $2 AND stored_in >= $3 ORDER BY stored_in DESC LIMIT $4`;
  return { text, values: [new Date(fromMs), new Date(untilMs), readTo, MOST_WAITING + 1] };
}

const HOUR_MS = 3_600_000;
const MOST_WAITING = 20_000;

/** Hours side by side are one span. */
function spansOf(latestFirst: readonly number[], fromMs: number, untilMs: number): Spans {
  const spans: { fromUs: number; untilUs: number }[] = [];
  for (const hour of latestFirst) {
    const fromUs = Math.max(hour, fromMs) * 1000;
    const untilUs = Math.min(hour + HOUR_MS, untilMs) * 1000;
    const last = spans.at(-1);
    if (last?.fromUs === untilUs) last.fromUs = fromUs;
    else spans.push({ fromUs, untilUs });
  }
  return spans;
}
