import type { Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { ItemNumbers } from '../../domain/ports/item-store.ts';
import type { LogBatch, LogStore } from '../../domain/ports/log-store.ts';
import { copyDecisions } from './copy-decisions.ts';
import { dayOf, insertEvents } from './insert-events.ts';
import { insertUserChanges } from './insert-user-changes.ts';
import { countEvents, itemsOfImpressions, readDecisions, readEvents } from './log-reader.ts';
import { inTransaction } from './pool.ts';
import { withoutStored } from './without-stored.ts';

/** The impression log in Postgres; docs/log-schema.md describes its tables. `itemNumbers` must be of the same database. */
export function createLogStore({ pool, itemNumbers }: { pool: Pool; itemNumbers: ItemNumbers }): LogStore {
  /** Days (since 1970) whose partitions are known to exist. */
  const ensuredDays = new Set<number>();
  let firstDay: number | null = null;

  async function ensureDays(days: Iterable<number>): Promise<void> {
    firstDay ??= await installationDay(pool);
    for (const day of new Set(days)) {
      if (day < firstDay || ensuredDays.has(day)) continue;
      await pool.query('SELECT ensure_partitions($1::date, 0)', [isoDay(day)]);
      ensuredDays.add(day);
    }
  }

  return {
    async ship(batch) {
      await ensureDays(daysOf(batch));
      const itemNos = await resolveItems(batch, itemNumbers);
      await inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(batch.fromPosition === 0 ? CLAIM_FIRST : CLAIM, [
          batch.journalId,
          batch.fromPosition,
          batch.toPosition,
        ]);
        if (rowCount !== 1) {
          throw new MarqueeError(
            'precondition-failed',
            `Journal ${batch.journalId} is no longer at ${batch.fromPosition}: ask for its offset and read on from there.`,
          );
        }
        const decisions = await withoutStored(client, batch.decisions);
        if (decisions.length > 0) {
          await copyDecisions(client, decisions, { journalId: batch.journalId, position: batch.fromPosition });
        }
        if (batch.events.length > 0) await insertEvents(client, batch.events, itemNos);
        const { userChanges = [] } = batch;
        if (userChanges.length > 0) await insertUserChanges(client, userChanges);
      });
    },
    async offset(journalId) {
      const { rows } = await pool.query('SELECT position FROM journal_offsets WHERE journal_id = $1', [journalId]);
      return rows[0]?.position ?? 0;
    },
    async ensurePartitions(nowMs) {
      const today = Math.floor(nowMs / DAY_MS);
      await ensureDays(Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => today + ahead));
    },
    events: (filter) => readEvents(pool, filter),
    decisions: (filter) => readDecisions(pool, filter),
    itemsOfImpressions: (impressionIds) => itemsOfImpressions(pool, impressionIds),
    countEvents: (filter) => countEvents(pool, filter),
  };
}

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 3;

/** Moves the offset on if it is where the batch begins; touches no row otherwise. */
const CLAIM = `UPDATE journal_offsets SET position = $3, updated_at = now() WHERE journal_id = $1 AND position = $2`;
const CLAIM_FIRST = `INSERT INTO journal_offsets AS kept (journal_id, position) VALUES ($1, $3)
  ON CONFLICT (journal_id) DO UPDATE SET position = $3, updated_at = now() WHERE kept.position = $2::bigint`;

function* daysOf(batch: LogBatch): Iterable<number> {
  for (const decision of batch.decisions) yield Math.floor(decision.servedAtMs / DAY_MS);
  for (const event of batch.events) yield dayOf(event);
}

async function resolveItems(batch: LogBatch, itemNumbers: ItemNumbers): Promise<Int32Array> {
  const named: string[] = [];
  for (const event of batch.events) if (event.itemId !== null) named.push(event.itemId);
  const numbers = await itemNumbers.resolve(named);
  const itemNos = new Int32Array(batch.events.length);
  let next = 0;
  for (let index = 0; index < itemNos.length; index++) {
    if (batch.events[index]!.itemId !== null) itemNos[index] = numbers[next++]!;
  }
  return itemNos;
}

async function installationDay(pool: Pool): Promise<number> {
  const { rows } = await pool.query("SELECT first_day - date '1970-01-01' AS day FROM installation");
  return rows[0].day;
}

const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
