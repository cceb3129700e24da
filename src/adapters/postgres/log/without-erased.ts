import type { PoolClient } from 'pg';
import { type DeadLetter, refusedPartOf } from '../../../domain/dead-letter.ts';
import type { LogRecords } from '../../../domain/ports/log-store.ts';
import type { UserChange } from '../../../domain/user-change.ts';

/**
 * Leaves out what erased users did, were served, or had said of them at or before they were erased. Within a transaction that holds
 * lockForWriting(), so that no erasure slips in between.
 */
export async function withoutErased(client: PoolClient, records: LogRecords): Promise<LogRecords> {
  const { decisions, events, userChanges = [], refused = [] } = records;
  const userKeys = new Set<string>();
  for (const { userKey } of decisions) userKeys.add(userKey);
  for (const { userKey } of events) userKeys.add(userKey);
  for (const change of userChanges) userKeys.add(saidOf(change));
  for (const { userKey } of refused) if (userKey !== null) userKeys.add(userKey);
  // What is no key at all is for Postgres to refuse, row by row.
  const { rows } = await client.query(ERASED, [[...userKeys].filter((userKey) => /^[0-9a-f]{32}$/.test(userKey))]);
  if (rows.length === 0) return records;
  const erasedAtMs = new Map<string, number>(rows.map(({ user_key, erased_at_ms }) => [user_key, erased_at_ms]));
  const isKept = (userKey: string, atMs: number): boolean => !(atMs <= (erasedAtMs.get(userKey) ?? -Infinity));
  return {
    decisions: decisions.filter(({ userKey, servedAtMs }) => isKept(userKey, servedAtMs)),
    events: events.filter(({ userKey, occurredAtMs }) => isKept(userKey, occurredAtMs)),
    userChanges: userChanges.filter((change) => isKept(saidOf(change), change.changedAtMs)),
    refused: refused.filter((letter) => letter.userKey === null || isKept(letter.userKey, timeOf(letter))),
  };
}

/**
 * A merge is said of the user who was merged. One into an erased user is stored: it tells whom else to erase
 * (Erasures.withLateMerges).
 */
const saidOf = (change: UserChange): string => (change.kind === 'merge' ? change.fromUserKey : change.userKey);

const ERASED = `SELECT user_key_text(user_key) AS user_key, (extract(epoch FROM erased_at) * 1000)::float8 AS erased_at_ms
  FROM erasures WHERE user_key = ANY ($1::uuid[])`;

/** Of what failed its check; -Infinity when it does not tell its time: it cannot be shown to be later than the erasure. */
function timeOf(letter: DeadLetter): number {
  const part = refusedPartOf(letter);
  if (part.kind === 'record') return -Infinity;
  const value = part.value as { occurredAtMs?: unknown; servedAtMs?: unknown; changedAtMs?: unknown };
  const time = value.occurredAtMs ?? value.servedAtMs ?? value.changedAtMs;
  return typeof time === 'number' ? time : -Infinity;
}
