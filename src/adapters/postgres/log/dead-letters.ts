import type { Pool } from 'pg';
import type { Clock } from '../../../domain/clock.ts';
import type { DeadLetterKind } from '../../../domain/dead-letter.ts';
import type { DeadLetters } from '../../../domain/ports/dead-letters.ts';
import type { ItemNumbers } from '../../../domain/ports/item-store.ts';
import { inTransaction } from '../pool.ts';
import { createRecordStore, lockForWriting } from './record-store.ts';

/** The table `dead_letters`. `itemNumbers` must be of the same database. */
export function createDeadLetters(deps: { pool: Pool; itemNumbers: ItemNumbers; clock: Clock }): DeadLetters {
  const { pool } = deps;
  const records = createRecordStore(deps);
  return {
    async open(afterNo, limit) {
      const { rows } = await pool.query(OPEN, [afterNo, limit]);
      return rows.map((row) => ({
        deadLetterNo: row.dead_letter_no as number,
        journalId: row.journal_id as string,
        journalPosition: row.journal_position as number,
        kind: row.kind as DeadLetterKind,
        reason: row.reason as string,
        sqlstate: row.sqlstate as string | null,
        payload: row.payload as Uint8Array,
        contentKey: row.content_key as Uint8Array,
        userKey: row.user_key as string | null,
      }));
    },
    async countConflicting() {
      const { rows } = await pool.query(
        `SELECT count(*)::integer AS letters FROM dead_letters WHERE kind = 'conflicting-event' AND resolved_at IS NULL`,
      );
      return rows[0].letters;
    },
    async retry({ deadLetterNo, journalId, journalPosition }, decoded) {
      await records.prepare(decoded);
      return inTransaction(pool, async (client) => {
        await lockForWriting(client);
        const { rows } = await client.query(CLAIM, [deadLetterNo]);
        if (rows.length === 0) return 'stored';
        const { letterNos, deadLetters } = await records.store(client, decoded, {
          journal: { journalId, position: journalPosition },
          hasErasures: rows[0].has_erasures,
          // Another try may have stored it, with its letter left open by a release that did not know this one.
          isRepeatable: () => true,
        });
        if (letterNos.includes(deadLetterNo)) return 'refused';
        await client.query('UPDATE dead_letters SET resolved_at = now() WHERE dead_letter_no = $1', [deadLetterNo]);
        if (letterNos.length === 0) return 'stored';
        return [...deadLetters.keys()].every((kind) => kind === 'conflicting-event') ? 'conflicting' : 'refused';
      });
    },
  };
}

const OPEN = `
SELECT dead_letter_no, journal_id, journal_position, kind, reason, sqlstate, payload,
  coalesce(content_key, ''::bytea) AS content_key, user_key_text(user_key) AS user_key
FROM dead_letters
WHERE resolved_at IS NULL AND kind <> 'conflicting-event' AND dead_letter_no > $1
ORDER BY dead_letter_no
LIMIT $2`;
const CLAIM = `
SELECT EXISTS (SELECT FROM erasures) AS has_erasures
FROM dead_letters
WHERE dead_letter_no = $1 AND resolved_at IS NULL
FOR UPDATE`;
