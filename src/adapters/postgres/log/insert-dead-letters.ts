import type { PoolClient } from 'pg';
import type { DeadLetter } from '../../../domain/dead-letter.ts';
import { arrayParameter, PG_TYPE } from '../binary-writer.ts';

/**
 * Keeps dead letters within the client's transaction, each once: one that is there already is open again with the newest reason.
 * Returns their numbers. By key, so that writers wait in one order.
 */
export async function insertDeadLetters(
  client: PoolClient,
  letters: readonly DeadLetter[],
  journal: { readonly journalId: string; readonly position: number },
): Promise<readonly number[]> {
  if (letters.length === 0) return [];
  const once = [...new Map(letters.map((letter) => [keyOf(letter), letter])).values()];
  const texts = (of: (letter: DeadLetter) => string | null) =>
    arrayParameter(PG_TYPE.text, once.length, (writer, index) => writer.text(of(once[index]!)));
  const bytes = (of: (letter: DeadLetter) => Uint8Array) =>
    arrayParameter(PG_TYPE.bytea, once.length, (writer, index) => writer.bytea(of(once[index]!)));
  const { rows } = await client.query(INSERT, [
    journal.journalId,
    journal.position,
    texts(({ kind }) => kind),
    texts(({ reason }) => reason),
    texts(({ sqlstate }) => sqlstate),
    bytes(({ payload }) => payload),
    bytes(({ contentKey }) => contentKey),
    arrayParameter(PG_TYPE.uuid, once.length, (writer, index) => writer.uuid(once[index]!.userKey)),
  ]);
  return rows.map(({ dead_letter_no }) => dead_letter_no);
}

const keyOf = ({ kind, contentKey }: DeadLetter): string => `${kind} ${Buffer.from(contentKey).toString('base64')}`;

/** A SQLSTATE stays: it tells that the user's live state has merged what Postgres refused, whatever refuses it today. */
const INSERT = `
INSERT INTO dead_letters AS kept (journal_id, journal_position, kind, reason, sqlstate, payload, content_key, user_key)
SELECT $1, $2, kind, reason, sqlstate, payload, content_key, user_key
FROM unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::uuid[])
  AS t (kind, reason, sqlstate, payload, content_key, user_key)
ORDER BY kind, content_key
ON CONFLICT (kind, content_key) DO UPDATE SET reason = excluded.reason,
  sqlstate = coalesce(excluded.sqlstate, kept.sqlstate), resolved_at = NULL
RETURNING dead_letter_no`;
