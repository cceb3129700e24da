import type { Pool } from 'pg';
import type { Clock } from '../../../domain/clock.ts';
import { MarqueeError } from '../../../domain/errors.ts';
import type { ItemNumbers } from '../../../domain/ports/item-store.ts';
import { type LogStore, MAX_DAYS_AHEAD } from '../../../domain/ports/log-store.ts';
import { inTransaction } from '../pool.ts';
import { countEvents, readDecisions, readEvents } from './log-reader.ts';
import { itemsOfImpressions } from './pages-of-log.ts';
import { createRecordStore, lockForWriting } from './record-store.ts';

/**
 * The impression log in Postgres; docs/log-schema.md describes its tables. `itemNumbers` must be of the same database. The clock says
 * how far ahead a record may lie.
 */
export function createLogStore(deps: { pool: Pool; itemNumbers: ItemNumbers; clock: Clock }): LogStore {
  const { pool } = deps;
  const records = createRecordStore(deps);

  return {
    async ship(batch) {
      const { journalId, fromPosition, toPosition } = batch;
      await records.prepare(batch);
      return inTransaction(pool, async (client) => {
        await lockForWriting(client);
        const claim = fromPosition === 0 ? CLAIM_FIRST : CLAIM;
        const { rows } = await client.query(claim, [journalId, fromPosition, toPosition]);
        if (rows.length !== 1) {
          throw new MarqueeError(
            'precondition-failed',
            `Journal ${journalId} is no longer at ${fromPosition}: ask for its offset and read on from there.`,
          );
        }
        const journal = { journalId, position: fromPosition };
        return records.store(client, batch, { journal, hasErasures: rows[0].has_erasures });
      });
    },
    async store(given) {
      await records.prepare(given);
      return inTransaction(pool, async (client) => {
        await lockForWriting(client);
        const { rows } = await client.query('SELECT EXISTS (SELECT FROM erasures) AS has_erasures');
        const hasErasures: boolean = rows[0].has_erasures;
        return records.store(client, given, { journal: STREAM, hasErasures, isRepeatable: () => true });
      });
    },
    async offset(journalId) {
      const { rows } = await pool.query('SELECT position FROM journal_offsets WHERE journal_id = $1', [journalId]);
      return rows[0]?.position ?? 0;
    },
    async ensurePartitions(nowMs) {
      const today = new Date(nowMs).toISOString().slice(0, 10);
      await pool.query('SELECT ensure_partitions($1::date, $2)', [today, MAX_DAYS_AHEAD]);
    },
    events: (filter) => readEvents(pool, filter),
    decisions: (filter) => readDecisions(pool, filter),
    itemsOfImpressions: (impressionIds) => itemsOfImpressions(pool, impressionIds),
    countEvents: (filter) => countEvents(pool, filter),
  };
}

/** What rows of records say that no journal held. */
const STREAM = { journalId: 'event-stream', position: 0 };

/** Moves the offset on if it is where the batch begins; touches no row otherwise. Tells whether anybody was ever erased. */
const CLAIM = `UPDATE journal_offsets SET position = $3, updated_at = now() WHERE journal_id = $1 AND position = $2
  RETURNING EXISTS (SELECT FROM erasures) AS has_erasures`;
const CLAIM_FIRST = `INSERT INTO journal_offsets AS kept (journal_id, position) VALUES ($1, $3)
  ON CONFLICT (journal_id) DO UPDATE SET position = $3, updated_at = now() WHERE kept.position = $2::bigint
  RETURNING EXISTS (SELECT FROM erasures) AS has_erasures`;
