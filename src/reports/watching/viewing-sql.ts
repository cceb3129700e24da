import { momentLiteral, textLiteral } from '../sql-text.ts';
import type { ViewingPieces } from './viewing-pieces.ts';

/**
 * A SELECT of what was watched: user_key, item_no (0: none was named), happened_at (of a whole hour its beginning) and `seen`, how far
 * somebody came (0..1). One row a user, item and hour, at the ends one an event.
 */
export function viewingSql({ hours, ends }: ViewingPieces, origin: string): string {
  const selects: string[] = [];
  if (hours !== null) {
    const left = hours.without.map(momentLiteral).join(', ');
    selects.push(`SELECT user_key, item_no, hour AS happened_at, portion AS seen
    FROM v_viewing_hourly
    WHERE hour >= ${momentLiteral(hours.fromMs)} AND hour < ${momentLiteral(hours.untilMs)}${left === '' ? '' : ` AND hour NOT IN (${left})`}
      AND origin = ${textLiteral(origin)}`);
  }
  for (const { fromMs, untilMs } of ends) {
    // The days first, so that others are not read.
    selects.push(`SELECT user_key::uuid AS user_key, item_no, occurred_at AS happened_at, coalesce(portion, CASE type WHEN 'complete' THEN 1 ELSE 0 END) AS seen
    FROM v_events
    WHERE occurred_on >= ${utcDay(fromMs)} AND occurred_on <= ${utcDay(untilMs - 1)}
      AND occurred_at >= ${momentLiteral(fromMs)} AND occurred_at < ${momentLiteral(untilMs)}
      AND origin = ${textLiteral(origin)} AND type IN ('play', 'progress', 'complete') AND trigger <> 'preview'`);
  }
  return selects.join('\n    UNION ALL\n    ');
}

/** Who is counted: a condition over a table with `user_key` as uuid. */
export const countedUserSql = (table: string): string =>
  `NOT EXISTS (SELECT FROM v_flagged_users AS f WHERE f.user_key::uuid = ${table}.user_key)`;

/** The day of the zone on which something happened that is told as so much later. */
export const dayMovedSql = (tz: string, laterMs: number): string => {
  const moved = laterMs === 0 ? 'happened_at' : `(happened_at + interval '${laterMs} milliseconds')`;
  return `(${moved} AT TIME ZONE ${textLiteral(tz)})::date`;
};

const utcDay = (ms: number): string => `(${momentLiteral(ms)} AT TIME ZONE 'UTC')::date`;
