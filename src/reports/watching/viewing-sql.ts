import { momentLiteral, textLiteral } from '../sql-text.ts';

/** A time of the log, [fromMs, toMs), and whose of it. */
interface ViewingTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly origin: string;
}

/** What counts as watching: the condition over v_events, days first so that others are not read. */
export function viewingSql({ fromMs, toMs, origin }: ViewingTime): string {
  const utcDay = (ms: number) => `(${momentLiteral(ms)} AT TIME ZONE 'UTC')::date`;
  return `occurred_on >= ${utcDay(fromMs)} AND occurred_on <= ${utcDay(Math.max(fromMs, toMs - 1))}
      AND occurred_at >= ${momentLiteral(fromMs)} AND occurred_at < ${momentLiteral(toMs)}
      AND origin = ${textLiteral(origin)} AND type IN ('play', 'progress', 'complete') AND trigger <> 'preview'`;
}

/** Who is counted: a condition over a table with `user_key` as uuid. */
export const countedUserSql = (table: string): string =>
  `NOT EXISTS (SELECT FROM v_flagged_users AS f WHERE f.user_key::uuid = ${table}.user_key)`;

/** When an event happened, told as so much later. */
export const movedSql = (laterMs: number): string =>
  laterMs === 0 ? 'occurred_at' : `occurred_at + interval '${laterMs} milliseconds'`;
