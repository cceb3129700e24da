import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../../../domain/clock.ts';
import type { DeadLetterKind } from '../../../domain/dead-letter.ts';
import type { ItemNumbers } from '../../../domain/ports/item-store.ts';
import { type LogRecords, MAX_DAYS_AHEAD, type ShipReport } from '../../../domain/ports/log-store.ts';
import { arrayParameter, PG_TYPE } from '../binary-writer.ts';
import { insertDeadLetters } from './insert-dead-letters.ts';
import { dayOf } from './insert-events.ts';
import { type StoreOptions, storeRecords } from './store-records.ts';
import { withoutErased } from './without-erased.ts';

/** Stores records of a journal within somebody's transaction: what a shipped batch and a dead letter tried again have in common. */
export interface RecordStore {
  /** Before the transaction: numbers for the items that are named (their ids are known to be ids), partitions for recent days. */
  prepare(records: LogRecords): Promise<void>;
  /**
   * Within a transaction that holds lockForWriting(). What can never be stored becomes a dead letter.
   * `hasErasures`: whether anybody was ever erased, asked after the lock was granted.
   */
  store(
    client: PoolClient,
    records: LogRecords,
    options: Omit<StoreOptions, 'itemNumbers'> & { readonly hasErasures: boolean },
  ): Promise<ShipReport & { readonly letterNos: readonly number[] }>;
}

/**
 * Every transaction that writes rows of the log takes this first, shared; who changes what is already there (an erasure, a flag, the
 * rebuilding of a roll-up) takes it alone. A statement of its own: one that waited for it would not see what it waited for.
 */
export async function lockForWriting(client: PoolClient): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`);
}

export function createRecordStore(deps: { pool: Pool; itemNumbers: ItemNumbers; clock: Clock }): RecordStore {
  const { pool, itemNumbers, clock } = deps;
  let firstDay: number | null = null;
  /** Days whose partitions are there. Of yesterday and later alone, which retention does not drop. */
  const seenDays = new Set<number>();

  /**
   * Makes partitions for the days of the records, from the day of installation to MAX_DAYS_AHEAD from now: what says to be later
   * finds none and is refused, instead of making one for the year 9999.
   */
  async function ensureDays(on: Pool | PoolClient, { decisions, events }: LogRecords, which: 'recent' | 'old') {
    firstDay ??= (await on.query("SELECT first_day - date '1970-01-01' AS day FROM installation")).rows[0].day;
    const today = Math.floor(clock.nowMs() / DAY_MS);
    const days = new Set<number>();
    for (const { servedAtMs } of decisions) days.add(Math.floor(servedAtMs / DAY_MS));
    for (const event of events) days.add(dayOf(event));
    const wanted = [...days].filter((day) => {
      if (day < firstDay! || day > today + MAX_DAYS_AHEAD) return false;
      return which === 'old' ? day < today - 1 : day >= today - 1 && !seenDays.has(day);
    });
    if (wanted.length === 0) return;
    wanted.sort((a, b) => a - b);
    const inOrder = arrayParameter(PG_TYPE.date, wanted.length, (writer, index) => writer.date(wanted[index]!));
    await on.query('SELECT ensure_partitions(day, 0) FROM unnest($1::date[]) AS day', [inOrder]);
    if (which === 'recent') for (const day of wanted) seenDays.add(day);
  }

  return {
    async prepare(records) {
      await ensureDays(pool, records, 'recent');
      const named = records.events.flatMap(({ itemId }) => (itemId === null ? [] : [itemId]));
      if (named.length > 0) await itemNumbers.resolve(named);
    },
    async store(client, given, { hasErasures, ...options }) {
      const records = hasErasures ? await withoutErased(client, given) : given;
      // In the transaction: retention drops old days, and waits for it.
      await ensureDays(client, records, 'old');
      const stored = await storeRecords(client, records, { ...options, itemNumbers: itemNumbers.known });
      const letters = [...(records.refused ?? []), ...stored.refused];
      // Last: whoever waits here for another writer holds nothing that the other still wants.
      const letterNos = await insertDeadLetters(client, letters, options.journal);
      const deadLetters = new Map<DeadLetterKind, number>();
      for (const { kind } of letters) deadLetters.set(kind, (deadLetters.get(kind) ?? 0) + 1);
      return { decisions: stored.decisions, events: stored.events, deadLetters, letterNos };
    },
  };
}

const DAY_MS = 86_400_000;
